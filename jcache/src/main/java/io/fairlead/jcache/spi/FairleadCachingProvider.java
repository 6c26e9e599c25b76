package io.fairlead.jcache.spi;

import io.fairlead.jcache.FairleadCacheManager;
import io.fairlead.jcache.config.ManagerSettings;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * The managers of caches that are kept in a Fairlead or etcd cluster, by the URI of the cluster:
 *
 * <pre>
 * fairlead://host:port,host:port/name/space?option=value    a cluster; without a path, keys begin with jcache/
 * fairlead:embedded                                         a member in this JVM, whose data goes with its last manager
 * fairlead:embedded/name/space?data=/var/lib/caches         one that keeps its data
 * </pre>
 *
 * Several IPv6 addresses cannot stand in one URI: use names. A manager that is told no URI goes where the system property {@code
 * fairlead.jcache.uri} says, or starts a member in this JVM, of which a warning tells once. Safe to share between threads.
 */
public final class FairleadCachingProvider implements CachingProvider {
    private static final System.Logger LOGGER = System.getLogger(FairleadCachingProvider.class.getName());
    private static final URI EMBEDDED = URI.create("fairlead:embedded");

    /** The open ones, and some that are about to be forgotten; guarded by itself. */
    private final List<Opened> managers = new ArrayList<>();

    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * The open manager of this URI and class loader, or a new one.
     *
     * @throws CacheException if the URI or an option cannot be used, or an embedded member does not start
     */
    @Override
    public CacheManager getCacheManager(
            @Nullable URI uri, @Nullable ClassLoader classLoader, @Nullable Properties properties) {
        URI where = uri == null ? getDefaultURI() : uri;
        ClassLoader loader = classLoader == null ? getDefaultClassLoader() : classLoader;
        synchronized (managers) {
            Optional<FairleadCacheManager> open = managers.stream()
                    .filter(opened -> opened.isOf(loader) && opened.isOf(where))
                    .map(Opened::manager)
                    .filter(manager -> !manager.isClosed())
                    .findFirst();
            return open.orElseGet(() -> open(where, loader, properties == null ? getDefaultProperties() : properties));
        }
    }

    private FairleadCacheManager open(URI uri, ClassLoader classLoader, Properties properties) {
        FairleadCacheManager manager = FairleadCacheManager.open(this, uri, classLoader, properties, this::forget);
        managers.add(new Opened(uri, new WeakReference<>(classLoader), manager));
        return manager;
    }

    @Override
    public CacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader classLoader) {
        return getCacheManager(uri, classLoader, null);
    }

    @Override
    public CacheManager getCacheManager() {
        return getCacheManager(null, null, null);
    }

    private void forget(FairleadCacheManager closed) {
        synchronized (managers) {
            managers.removeIf(opened -> opened.manager() == closed);
        }
    }

    @Override
    public ClassLoader getDefaultClassLoader() {
        return FairleadCachingProvider.class.getClassLoader();
    }

    /**
     * What the system property {@code fairlead.jcache.uri} says, else {@code fairlead:embedded}.
     *
     * @throws CacheException if the property is no URI
     */
    @Override
    public URI getDefaultURI() {
        Optional<String> told = Optional.ofNullable(System.getProperty(ManagerSettings.URI_PROPERTY));
        if (told.isEmpty() && warned.compareAndSet(false, true)) {
            LOGGER.log(
                    Level.WARNING,
                    "no cluster is named: caches live in this process alone, and end with it; name one by the URI of"
                            + " the manager or by -D" + ManagerSettings.URI_PROPERTY + "=fairlead://HOST:PORT");
        }
        try {
            return told.map(URI::create).orElse(EMBEDDED);
        } catch (IllegalArgumentException e) {
            throw new CacheException(ManagerSettings.URI_PROPERTY + " is no URI: " + e.getMessage(), e);
        }
    }

    /**
     * The system properties that name options of managers ({@code fairlead.jcache.near=session} and the like), so that whoever
     * starts a program can set them for managers that the program opens without properties.
     */
    @Override
    public Properties getDefaultProperties() {
        Properties system = System.getProperties();
        Properties options = new Properties();
        for (String name : system.stringPropertyNames()) {
            if (name.startsWith(ManagerSettings.PROPERTY_PREFIX) && !name.equals(ManagerSettings.URI_PROPERTY)) {
                options.setProperty(name, system.getProperty(name));
            }
        }
        return options;
    }

    @Override
    public void close() {
        close(opened -> true);
    }

    @Override
    public void close(@Nullable ClassLoader classLoader) {
        ClassLoader loader = classLoader == null ? getDefaultClassLoader() : classLoader;
        close(opened -> opened.isOf(loader));
    }

    @Override
    public void close(@Nullable URI uri, @Nullable ClassLoader classLoader) {
        URI where = uri == null ? getDefaultURI() : uri;
        ClassLoader loader = classLoader == null ? getDefaultClassLoader() : classLoader;
        close(opened -> opened.isOf(loader) && opened.isOf(where));
    }

    private void close(Predicate<Opened> which) {
        List<FairleadCacheManager> found;
        synchronized (managers) {
            found = managers.stream().filter(which).map(Opened::manager).toList();
        }
        found.forEach(FairleadCacheManager::close);
    }

    @Override
    public boolean isSupported(OptionalFeature feature) {
        return switch (feature) {
            case STORE_BY_REFERENCE -> false;
        };
    }

    /**
     * A manager, and what it was asked for by. The class loader may be collected, and nobody can ask for the manager any more;
     * it is closed with the provider.
     */
    private record Opened(URI uri, WeakReference<ClassLoader> classLoader, FairleadCacheManager manager) {
        boolean isOf(ClassLoader loader) {
            return classLoader.refersTo(loader);
        }

        boolean isOf(URI other) {
            return uri.equals(other);
        }
    }
}
