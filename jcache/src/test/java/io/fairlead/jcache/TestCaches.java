package io.fairlead.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.api.KeyRange;
import io.fairlead.jcache.config.FairleadConfiguration;
import io.fairlead.testing.TestCluster;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.spi.CachingProvider;

/**
 * One member, and managers that share nothing but that member, as if each were in a process of its own. Closes what it opened.
 */
final class TestCaches implements AutoCloseable {
    private final TestCluster cluster = TestCluster.start(1);
    private final CachingProvider provider =
            Caching.getCachingProvider("io.fairlead.jcache.spi.FairleadCachingProvider");
    private final List<CacheManager> managers = new ArrayList<>();
    private int names;

    TestCluster cluster() {
        return cluster;
    }

    /** A name that no other test has. */
    String name() {
        names++;
        return "cache" + names;
    }

    /** Another manager, with options as they stand in a URI. */
    CacheManager manager(String... options) {
        URI uri = URI.create(cluster.endpoints().get(0).replace("http://", "fairlead://") + "/test"
                + (options.length == 0 ? "" : "?" + String.join("&", options)));
        // Managers of one URI are told apart by their class loaders.
        ClassLoader own = new URLClassLoader(new URL[0], TestCaches.class.getClassLoader());
        CacheManager manager = provider.getCacheManager(uri, own, new Properties());
        managers.add(manager);
        return manager;
    }

    /** The cache of this name as another process has it. */
    <K, V> FairleadCache<K, V> elsewhere(String name, CompleteConfiguration<K, V> configuration) {
        return open(manager(), name, configuration);
    }

    @SuppressWarnings("unchecked")
    static <K, V> FairleadCache<K, V> open(
            CacheManager manager, String name, CompleteConfiguration<K, V> configuration) {
        Cache<K, V> cache = manager.createCache(name, configuration);
        return cache.unwrap(FairleadCache.class);
    }

    /** Keys and values of text, counted. */
    static FairleadConfiguration<String, String> texts() {
        FairleadConfiguration<String, String> configuration = new FairleadConfiguration<>(String.class, String.class);
        configuration.setStatisticsEnabled(true);
        return configuration;
    }

    /** What makes this very object. Tests keep configurations in one process, so nothing is serialized. */
    static <T> Factory<T> making(T made) {
        return new Factory<>() {
            private static final long serialVersionUID = 1L;

            @SuppressWarnings("serial")
            private final T it = made;

            @Override
            public T create() {
                return it;
            }
        };
    }

    static void assertCause(String message, Throwable failure) {
        Throwable cause = failure.getCause();
        assertEquals(message, cause == null ? null : cause.getMessage());
    }

    static void assertSays(String words, Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains(words), message);
    }

    /** Ends every session and lease in the cluster, without telling who holds them. */
    void revokeLeases() {
        cluster.client()
                .leases()
                .list()
                .forEach(lease -> cluster.client().leases().revoke(lease));
    }

    /** Takes away the locks of a cache from whoever holds them, as a lost session does. */
    void loseLocks(String name) {
        cluster.client().kv().delete(KeyRange.prefix("test/" + name + "/w/"));
    }

    @Override
    public void close() {
        managers.forEach(CacheManager::close);
        cluster.close();
    }
}
