package io.fairlead.jcache.management;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * The MXBeans of one manager's caches. Safe to share between threads.
 *
 * <p>JSR 107 makes the name of a bean from the URI of the manager and the name of the cache, with what JMX reserves replaced, so
 * two caches may come to the same name: of two class loaders, or of names that differ in such characters alone. The first has
 * the plain name, later ones a number besides ({@code Instance=2}).
 */
public final class MBeans {
    private static final System.Logger LOGGER = System.getLogger(MBeans.class.getName());

    /** More than that many of one name are a leak, not a coincidence. */
    private static final int MAX_INSTANCES = 1_000;

    private final MBeanServer server;
    private final URI manager;

    /** What is registered by this object, by kind and cache. */
    private final Map<String, ObjectName> registered = new HashMap<>();

    /** Beans in the platform's server. */
    public MBeans(URI manager) {
        this(ManagementFactory.getPlatformMBeanServer(), manager);
    }

    MBeans(MBeanServer server, URI manager) {
        this.server = server;
        this.manager = manager;
    }

    /**
     * Shows the counters of a cache; does nothing if they are shown.
     *
     * @throws CacheException if the server refuses
     */
    public void registerStatistics(String cache, CacheStatistics statistics) {
        register("CacheStatistics", cache, statistics);
    }

    /** Hides the counters of a cache; does nothing if they are not shown. */
    public void unregisterStatistics(String cache) {
        unregister("CacheStatistics", cache);
    }

    /**
     * Shows the configuration of a cache, as it is whenever somebody looks; does nothing if it is shown.
     *
     * @throws CacheException if the server refuses
     */
    public void registerConfiguration(String cache, Supplier<? extends CompleteConfiguration<?, ?>> configuration) {
        register("CacheConfiguration", cache, new ConfigurationBean(configuration));
    }

    /** Hides the configuration of a cache; does nothing if it is not shown. */
    public void unregisterConfiguration(String cache) {
        unregister("CacheConfiguration", cache);
    }

    private synchronized void register(String type, String cache, Object bean) {
        if (registered.containsKey(type + " " + cache)) {
            return;
        }
        try {
            for (int instance = 1; instance <= MAX_INSTANCES; instance++) {
                ObjectName name = name(type, cache, instance);
                if (tryRegister(bean, name)) {
                    registered.put(type + " " + cache, name);
                    return;
                }
            }
        } catch (JMException e) {
            throw new CacheException("the " + type + " of cache " + cache + " cannot be shown", e);
        }
        throw new CacheException("the name " + type + " of cache " + cache + " is taken");
    }

    private boolean tryRegister(Object bean, ObjectName name) throws JMException {
        try {
            var unusedInstance = server.registerMBean(bean, name);
            return true;
        } catch (InstanceAlreadyExistsException e) {
            return false;
        }
    }

    private synchronized void unregister(String type, String cache) {
        Optional<ObjectName> name = Optional.ofNullable(registered.remove(type + " " + cache));
        name.ifPresent(present -> {
            try {
                server.unregisterMBean(present);
            } catch (InstanceNotFoundException e) {
                LOGGER.log(Level.DEBUG, "somebody else has taken away {0}", present);
            } catch (JMException e) {
                LOGGER.log(Level.WARNING, "{0} cannot be taken away: {1}", present, e);
            }
        });
    }

    private ObjectName name(String type, String cache, int instance) throws MalformedObjectNameException {
        return new ObjectName("javax.cache:type=" + type + ",CacheManager=" + plain(manager.toString()) + ",Cache="
                + plain(cache) + (instance == 1 ? "" : ",Instance=" + instance));
    }

    /** As other providers write it, and as the tests of JSR 107 look for it. */
    private static String plain(String text) {
        return text.replaceAll("[,:=\n*?\"]", ".");
    }
}
