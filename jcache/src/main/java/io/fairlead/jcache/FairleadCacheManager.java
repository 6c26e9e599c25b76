package io.fairlead.jcache;

import io.fairlead.client.FairleadClient;
import io.fairlead.jcache.config.FairleadConfiguration;
import io.fairlead.jcache.config.ManagerSettings;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * The caches that a program has open in one namespace of one cluster.
 *
 * <p>A cache that {@link #createCache} is asked for may be in the cluster already: then this program attaches to it, if both say
 * the same of its types and their forms. {@link #getCacheNames} and {@link #getCache} know what is open here, not what else is in
 * the cluster; {@link #destroyCache} destroys for everybody; {@link #close} keeps what is in the cluster, unless {@code
 * on-close=destroy} was asked for.
 *
 * <p>Safe to share between threads. Creating and destroying wait for the cluster, within the deadline, and fail with a {@link
 * CacheException}; both may be repeated. {@link #unwrap} gives this class, or the {@link FairleadClient} of the namespace, which
 * ends with the manager.
 */
public final class FairleadCacheManager implements CacheManager {
    private static final System.Logger LOGGER = System.getLogger(FairleadCacheManager.class.getName());

    private final CachingProvider provider;
    private final URI uri;

    /** Weak, since the provider keeps the manager, and shall not keep a class loader alive by it. */
    private final WeakReference<ClassLoader> classLoader;

    private final Properties properties;
    private final Consumer<FairleadCacheManager> onClosed;
    private final ManagerSettings settings;
    private final ClusterConnection connection;
    private final CacheAssembly assembly;

    private final Map<String, FairleadCache<?, ?>> caches = new ConcurrentHashMap<>();

    /** Held while caches come, and while the manager closes, so that no cache is left behind. */
    private final ReentrantLock creation = new ReentrantLock();

    private volatile boolean closed;

    private FairleadCacheManager(
            CachingProvider provider,
            URI uri,
            ClassLoader classLoader,
            Properties properties,
            ManagerSettings settings,
            ClusterConnection connection,
            Consumer<FairleadCacheManager> onClosed) {
        this.provider = provider;
        this.uri = uri;
        this.classLoader = new WeakReference<>(classLoader);
        this.properties = properties;
        this.onClosed = onClosed;
        this.settings = settings;
        this.connection = connection;
        this.assembly = new CacheAssembly(
                this, connection.client(), System::currentTimeMillis, cache -> caches.remove(cache.getName(), cache));
    }

    /**
     * Opens a manager; a provider does that once for each URI and class loader. Waits for an embedded member to start, but not
     * for a cluster elsewhere.
     *
     * @param onClosed hears when it is closed, once
     * @throws CacheException if the URI or an option cannot be used, or an embedded member does not start
     */
    public static FairleadCacheManager open(
            CachingProvider provider,
            URI uri,
            ClassLoader classLoader,
            Properties properties,
            Consumer<FairleadCacheManager> onClosed) {
        ManagerSettings settings = settings(uri, properties);
        return new FairleadCacheManager(
                provider, uri, classLoader, copy(properties), settings, ClusterConnection.open(settings), onClosed);
    }

    private static ManagerSettings settings(URI uri, Properties properties) {
        try {
            return ManagerSettings.of(uri, properties);
        } catch (IllegalArgumentException e) {
            throw new CacheException(e.getMessage(), e);
        }
    }

    /** With the defaults that stand behind the properties. */
    private static Properties copy(Properties properties) {
        Properties copy = new Properties();
        properties.stringPropertyNames().forEach(name -> copy.put(name, properties.getProperty(name)));
        copy.putAll(properties);
        return copy;
    }

    @Override
    public CachingProvider getCachingProvider() {
        return provider;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public ClassLoader getClassLoader() {
        ClassLoader own = classLoader.get();
        return own == null ? provider.getDefaultClassLoader() : own;
    }

    /** A copy of what the manager was opened with; changing it changes nothing. */
    @Override
    public Properties getProperties() {
        return copy(properties);
    }

    @Override
    public <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(String cacheName, C configuration) {
        Objects.requireNonNull(cacheName, "cacheName");
        Objects.requireNonNull(configuration, "configuration");
        FairleadConfiguration<K, V> own = FairleadConfiguration.copyOf(configuration);
        creation.lock();
        try {
            requireOpen();
            if (caches.containsKey(cacheName)) {
                throw new CacheException("cache " + cacheName + " is open in this manager already");
            }
            FairleadCache<K, V> cache = assembly.create(cacheName, own, settings.forCache(own));
            caches.put(cacheName, cache);
            if (cache.isClosed()) {
                // Destroyed by somebody before it was here to be taken away.
                caches.remove(cacheName, cache);
            }
            return cache;
        } finally {
            creation.unlock();
        }
    }

    /** @throws ClassCastException if the cache was configured with other types */
    @Override
    public <K, V> @Nullable Cache<K, V> getCache(String cacheName, Class<K> keyType, Class<V> valueType) {
        requireOpen();
        Objects.requireNonNull(keyType, "keyType");
        Objects.requireNonNull(valueType, "valueType");
        find(cacheName).ifPresent(cache -> cache.requireTypes(keyType, valueType));
        return getCache(cacheName);
    }

    // Types are the program's word here: the caller names them, as JSR 107 has it.
    @SuppressWarnings("unchecked")
    @Override
    public <K, V> @Nullable Cache<K, V> getCache(String cacheName) {
        requireOpen();
        return (Cache<K, V>) find(cacheName).orElse(null);
    }

    @Override
    public Iterable<String> getCacheNames() {
        requireOpen();
        return List.copyOf(caches.keySet());
    }

    @Override
    public void destroyCache(String cacheName) {
        requireOpen();
        find(cacheName).ifPresentOrElse(FairleadCache::destroy, () -> assembly.destroy(cacheName));
    }

    /** @throws CacheException if no cache of this name is open here */
    @Override
    public void enableManagement(String cacheName, boolean enabled) {
        requireCache(cacheName).enableManagement(enabled);
    }

    /** @throws CacheException if no cache of this name is open here */
    @Override
    public void enableStatistics(String cacheName, boolean enabled) {
        requireCache(cacheName).enableStatistics(enabled);
    }

    private FairleadCache<?, ?> requireCache(String cacheName) {
        requireOpen();
        return find(cacheName)
                .orElseThrow(() -> new CacheException("no cache " + cacheName + " is open in this manager"));
    }

    private Optional<FairleadCache<?, ?>> find(String cacheName) {
        return Optional.ofNullable(caches.get(Objects.requireNonNull(cacheName, "cacheName")));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the manager of " + uri + " is closed");
        }
    }

    /**
     * Closes all caches, the connection to the cluster and, after the last manager that uses it, the embedded member. What fails on the
     * way is logged and does not stop it. Closing twice does nothing.
     */
    @Override
    public void close() {
        creation.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            creation.unlock();
        }
        caches.values().forEach(cache -> attempt("cache " + cache.getName(), cache::close));
        attempt("what its caches share", assembly::close);
        attempt("the connection to the cluster", connection::close);
        onClosed.accept(this);
    }

    private static void attempt(String what, Runnable close) {
        try {
            close.run();
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, () -> "closing a manager, could not close " + what, e);
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        if (type.isInstance(connection.client())) {
            return type.cast(connection.client());
        }
        throw new IllegalArgumentException("no " + type.getName() + " in a manager of Fairlead");
    }
}
