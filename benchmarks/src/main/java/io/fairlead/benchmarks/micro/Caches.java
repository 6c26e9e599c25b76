package io.fairlead.benchmarks.micro;

import io.fairlead.client.FairleadClient;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;

/**
 * The same entries in everything that is compared: a cache of the cluster read in three ways, one of Caffeine, and bare keys. Near
 * copies load in the background, and are there when JMH has warmed up.
 */
final class Caches implements AutoCloseable {
    private static final String FAIRLEAD = "io.fairlead.jcache.spi.FairleadCachingProvider";
    private static final String CAFFEINE = "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider";

    /** What each entry holds: as long as a small document. */
    static final String VALUE = "v".repeat(200);

    final List<String> keys = OneMember.keys();
    final Cache<String, String> linearizable;
    final Cache<String, String> session;
    final Cache<String, String> bounded;
    final Cache<String, String> caffeine;
    final FairleadClient client;

    private final OneMember member;

    private Caches(OneMember member) {
        this.member = member;
        client = FairleadClient.connect(member.endpoint());
        linearizable = fairlead("linearizable");
        session = fairlead("session");
        bounded = fairlead("bounded:100ms");
        caffeine = cache(Caching.getCachingProvider(CAFFEINE).getCacheManager());
        for (String key : keys) {
            linearizable.put(key, VALUE);
            caffeine.put(key, VALUE);
            client.kv().put(key, VALUE);
        }
    }

    static Caches open() throws IOException, InterruptedException, TimeoutException {
        return new Caches(OneMember.start());
    }

    private Cache<String, String> fairlead(String near) {
        CachingProvider provider = Caching.getCachingProvider(FAIRLEAD);
        URI uri = URI.create("fairlead://" + URI.create(member.endpoint()).getAuthority() + "/benchmark?near=" + near);
        return cache(provider.getCacheManager(uri, Caches.class.getClassLoader()));
    }

    private static Cache<String, String> cache(CacheManager manager) {
        return manager.createCache(
                "customers", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    }

    @Override
    public void close() throws IOException {
        for (Cache<?, ?> cache : List.of(linearizable, session, bounded, caffeine)) {
            cache.getCacheManager().close();
        }
        client.close();
        member.close();
    }
}
