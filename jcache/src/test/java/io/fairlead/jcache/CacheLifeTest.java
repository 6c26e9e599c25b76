package io.fairlead.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.jcache.config.FairleadConfiguration;
import io.fairlead.jcache.config.OnClose;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CacheLifeTest {
    private static TestCaches caches;

    @BeforeAll
    static void start() {
        caches = new TestCaches();
    }

    @AfterAll
    static void stop() {
        caches.close();
    }

    @Test
    void closed_letsNobodyIn_andKeepsTheEntries() {
        String name = caches.name();
        FairleadCache<String, String> cache = caches.elsewhere(name, TestCaches.texts());
        cache.put("a", "1");
        Iterator<Cache.Entry<String, String>> entries = cache.iterator();

        cache.close();
        cache.close();

        assertTrue(cache.isClosed());
        assertThrows(IllegalStateException.class, () -> cache.get("a"));
        assertThrows(IllegalStateException.class, cache::iterator);
        assertThrows(IllegalStateException.class, entries::next);
        assertFalse(cache.getCacheManager().getCacheNames().iterator().hasNext());
        assertEquals("1", caches.elsewhere(name, TestCaches.texts()).get("a"));
    }

    @Test
    void closed_configuredToDestroy_takesTheEntriesAlong() {
        String name = caches.name();
        FairleadCache<String, String> other = caches.elsewhere(name, TestCaches.texts());
        FairleadCache<String, String> cache =
                caches.elsewhere(name, TestCaches.texts().setOnClose(OnClose.DESTROY));
        cache.put("a", "1");

        cache.close();

        assertThrows(IllegalStateException.class, () -> other.get("a"));
        assertNull(caches.elsewhere(name, TestCaches.texts()).get("a"));
    }

    @Test
    void destroyedElsewhere_createdAnew_theOldOneWritesNothing() {
        String name = caches.name();
        FairleadCache<String, String> old = caches.elsewhere(name, TestCaches.texts());
        CacheManager destroyer = caches.manager();
        destroyer.destroyCache(name);
        FairleadCache<String, String> next = TestCaches.open(destroyer, name, TestCaches.texts());

        assertThrows(IllegalStateException.class, () -> old.put("a", "1"));
        assertTrue(old.isClosed());
        assertFalse(old.getCacheManager().getCacheNames().iterator().hasNext());
        assertFalse(next.containsKey("a"));
    }

    /** A loader that counts its ends and, if a test wants it, fails in it. */
    private record Closing(AtomicInteger closed, boolean failing) implements CacheLoader<String, String>, Closeable {
        @Override
        public String load(String key) {
            return key;
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            return Map.of();
        }

        @Override
        public void close() throws IOException {
            closed.incrementAndGet();
            if (failing) {
                throw new IOException("on purpose");
            }
        }
    }

    private static FairleadConfiguration<String, String> with(Closing loader) {
        FairleadConfiguration<String, String> configuration = TestCaches.texts();
        configuration.setCacheLoaderFactory(TestCaches.making(loader));
        return configuration;
    }

    @Test
    void closed_closesWhatFactoriesMade_once() {
        Closing loader = new Closing(new AtomicInteger(), false);
        FairleadCache<String, String> cache = caches.elsewhere(caches.name(), with(loader));

        cache.close();
        cache.close();

        assertEquals(1, loader.closed().get());
    }

    @Test
    void closing_somethingDoesNotClose_isClosedAllTheSame() {
        Closing loader = new Closing(new AtomicInteger(), true);
        String name = caches.name();
        FairleadCache<String, String> cache =
                caches.elsewhere(name, with(loader).setOnClose(OnClose.DESTROY));
        cache.put("a", "1");

        CacheException failure = assertThrows(CacheException.class, cache::close);

        TestCaches.assertCause("on purpose", failure);
        assertTrue(cache.isClosed());
        assertFalse(caches.elsewhere(name, TestCaches.texts()).containsKey("a"));
    }

    @Test
    void create_notAgreeingWithTheCluster_closesWhatFactoriesMade() {
        String name = caches.name();
        caches.elsewhere(name, TestCaches.texts()).put("a", "1");
        Closing loader = new Closing(new AtomicInteger(), false);
        FairleadConfiguration<String, Integer> other = new FairleadConfiguration<>(String.class, Integer.class);
        other.setCacheLoaderFactory(TestCaches.making(new CacheLoader<>() {
            @Override
            public Integer load(String key) {
                return 1;
            }

            @Override
            public Map<String, Integer> loadAll(Iterable<? extends String> keys) {
                return Map.of();
            }
        }));
        assertThrows(CacheException.class, () -> caches.elsewhere(name, other));

        FairleadConfiguration<String, String> policy = with(loader);
        policy.setExpiryPolicyFactory(TestCaches.making(Policies.expiringOnUpdate()));
        assertThrows(CacheException.class, () -> caches.elsewhere(name, policy));
        assertEquals(1, loader.closed().get());
    }

    @Test
    void configuration_isACopy() {
        FairleadConfiguration<String, String> given = TestCaches.texts();
        FairleadCache<String, String> cache = caches.elsewhere(caches.name(), given);
        given.setExpiryPolicyFactory(EternalExpiryPolicy.factoryOf()).setReadThrough(true);

        CompleteConfiguration<String, String> seen = complete(cache);
        assertFalse(seen.isReadThrough());
        cache.getCacheManager().enableStatistics(cache.getName(), false);
        assertTrue(seen.isStatisticsEnabled());
        assertFalse(complete(cache).isStatisticsEnabled());
        assertThrows(IllegalArgumentException.class, () -> cache.getConfiguration(Unknown.class));
    }

    @SuppressWarnings("unchecked")
    private static CompleteConfiguration<String, String> complete(FairleadCache<String, String> cache) {
        return cache.getConfiguration(CompleteConfiguration.class);
    }

    private interface Unknown extends Configuration<String, String> {}

    @Test
    void durableListener_isForgottenOnceItIsNotRegistered() {
        FairleadCache<String, String> cache = caches.elsewhere(caches.name(), TestCaches.texts());
        CacheEntryRemovedListener<String, String> listener = events -> {};
        CacheEntryListenerConfiguration<String, String> registration =
                new MutableCacheEntryListenerConfiguration<>(TestCaches.making(listener), null, false, false);
        cache.registerDurableListener("mine", registration);
        assertThrows(IllegalStateException.class, () -> cache.forgetDurableListener("mine"));
        cache.deregisterCacheEntryListener(registration);

        cache.forgetDurableListener("mine");
        cache.registerDurableListener("mine", registration);
        assertThrows(IllegalArgumentException.class, () -> cache.registerDurableListener("other", registration));
    }

    @Test
    void statisticsOff_countNothing() {
        FairleadCache<String, String> cache = caches.elsewhere(caches.name(), TestCaches.texts());
        cache.enableStatistics(false);
        cache.put("a", "1");
        assertEquals(0, cache.statistics().getCachePuts());
        cache.enableStatistics(true);
        cache.put("a", "1");
        assertEquals(1, cache.statistics().getCachePuts());
    }

    @Test
    void interrupted_failsAndStaysInterrupted() {
        FairleadCache<String, String> cache = caches.elsewhere(caches.name(), TestCaches.texts());
        Thread.currentThread().interrupt();

        assertThrows(CacheException.class, () -> cache.get("a"));
        assertTrue(Thread.interrupted());
    }

    @Test
    void memberGone_saysWhatMayHaveHappened() {
        try (TestCaches mortal = new TestCaches()) {
            FairleadCache<String, String> cache =
                    TestCaches.open(mortal.manager("deadline=300ms"), mortal.name(), TestCaches.texts());
            cache.put("a", "1");
            mortal.cluster().faults().stop(mortal.cluster().member(0));

            CacheException read = assertThrows(CacheException.class, () -> cache.get("a"));
            TestCaches.assertSays("asking again is safe", read);
            assertThrows(CacheException.class, () -> cache.put("a", "2"));
            TestCaches.assertSays(
                    "some of the entries may have been changed",
                    assertThrows(CacheException.class, () -> cache.putAll(Map.of("a", "2", "b", "2"))));

            mortal.cluster().faults().repairAll();
            mortal.cluster().awaitReady();
            assertTrue(cache.containsKey("a"));
        }
    }
}
