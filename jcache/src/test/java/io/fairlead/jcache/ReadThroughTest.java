package io.fairlead.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.jcache.config.FairleadConfiguration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import javax.cache.Cache;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadThroughTest {
    private static TestCaches caches;

    @BeforeAll
    static void start() {
        caches = new TestCaches();
    }

    @AfterAll
    static void stop() {
        caches.close();
    }

    /** Loads what a function gives, and remembers for which keys it was asked. */
    private static final class Loader implements CacheLoader<String, String> {
        final List<String> asked = new CopyOnWriteArrayList<>();
        private final UnaryOperator<String> function;

        Loader(UnaryOperator<String> function) {
            this.function = function;
        }

        @Override
        public String load(String key) {
            asked.add(key);
            return function.apply(key);
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            Map<String, String> all = new HashMap<>();
            keys.forEach(key -> all.put(key, load(key)));
            return all;
        }
    }

    private static FairleadConfiguration<String, String> loading(Loader loader) {
        FairleadConfiguration<String, String> configuration = TestCaches.texts();
        configuration.setReadThrough(true).setCacheLoaderFactory(TestCaches.making(loader));
        return configuration;
    }

    @Test
    void get_missed_isLoadedOnceAndCountsAsAMiss() {
        Loader loader = new Loader(key -> key.equals("none") ? null : key + "!");
        FairleadCache<String, String> cache = caches.elsewhere(caches.name(), loading(loader));

        assertEquals("a!", cache.get("a"));
        assertEquals("a!", cache.get("a"));
        assertNull(cache.get("none"));
        assertFalse(cache.containsKey("b"));
        assertEquals(List.of("a", "none"), loader.asked);
        assertEquals(1, cache.statistics().getCacheHits());
        assertEquals(2, cache.statistics().getCacheMisses());
        assertEquals(0, cache.statistics().getCachePuts());
    }

    @Test
    void get_missedByManyEverywhere_isLoadedByOne() throws Exception {
        Loader loader = new Loader(key -> key + "!");
        String name = caches.name();
        List<Cache<String, String>> everywhere =
                List.of(caches.elsewhere(name, loading(loader)), caches.elsewhere(name, loading(loader)));
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Cache<String, String> cache = everywhere.get(i % everywhere.size());
                all.add(threads.submit(() -> {
                    go.await();
                    return cache.get("a");
                }));
            }
            go.countDown();
            for (Future<String> one : all) {
                assertEquals("a!", one.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertEquals(List.of("a"), loader.asked);
    }

    @Test
    void loaded_writtenMeanwhile_theWrittenValueStays() {
        String name = caches.name();
        Cache<String, String> other = caches.elsewhere(name, TestCaches.texts());
        Loader loader = new Loader(key -> {
            other.put(key, "written");
            return "loaded";
        });
        Cache<String, String> cache = caches.elsewhere(name, loading(loader));

        assertEquals("written", cache.get("a"));
        assertEquals(Map.of("b", "written"), cache.getAll(Set.of("b")));
        assertEquals("written", other.get("b"));
    }

    @Test
    void getAll_someMissed_loadsThoseInOneCall() {
        Loader loader = new Loader(key -> key.equals("none") ? null : key + "!");
        Cache<String, String> cache = caches.elsewhere(caches.name(), loading(loader));
        cache.put("a", "1");

        assertEquals(Map.of("a", "1", "b", "b!"), cache.getAll(Set.of("a", "b", "none")));
        assertEquals(Set.of("b", "none"), Set.copyOf(loader.asked));
        assertTrue(cache.containsKey("b"));
    }

    @Test
    void invoke_valueOfAMissingEntry_isLoaded() {
        Loader loader = new Loader(key -> key + "!");
        FairleadCache<String, String> cache = caches.elsewhere(caches.name(), loading(loader));

        assertEquals("a!", cache.<String>invoke("a", (entry, arguments) -> entry.getValue()));
        assertTrue(cache.containsKey("a"));
        assertEquals(1, cache.statistics().getCacheMisses());
        assertEquals(0, cache.statistics().getCachePuts());
    }

    @Test
    void failure_ofTheLoader_arrivesAsSuch() {
        Loader loader = new Loader(key -> {
            throw new IllegalStateException("on purpose");
        });
        Cache<String, String> cache = caches.elsewhere(caches.name(), loading(loader));

        CacheLoaderException failure = assertThrows(CacheLoaderException.class, () -> cache.get("a"));
        TestCaches.assertCause("on purpose", failure);
        assertThrows(CacheLoaderException.class, () -> cache.getAll(Set.of("a")));
        assertFalse(cache.containsKey("a"));
    }

    @Test
    void loadAll_withoutReplacing_loadsWhatIsMissing() throws Exception {
        Loader loader = new Loader(key -> key + "!");
        Cache<String, String> cache = caches.elsewhere(caches.name(), loading(loader));
        cache.put("a", "1");

        load(cache, Set.of("a", "b"), false);
        assertEquals("1", cache.get("a"));
        assertEquals("b!", cache.get("b"));
        assertEquals(List.of("b"), loader.asked);

        load(cache, Set.of("a", "b"), true);
        assertEquals("a!", cache.get("a"));
    }

    private static void load(Cache<String, String> cache, Set<String> keys, boolean replace) throws Exception {
        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(keys, replace, done);
        done.get();
    }

    @Test
    void loadAll_loaderFails_theListenerHears() {
        Loader loader = new Loader(key -> {
            throw new IllegalStateException("on purpose");
        });
        Cache<String, String> cache = caches.elsewhere(caches.name(), loading(loader));

        ExecutionException failure = assertThrows(ExecutionException.class, () -> load(cache, Set.of("a"), false));
        assertTrue(failure.getCause() instanceof CacheLoaderException);
    }

    @Test
    void loadAll_withoutALoader_completes() throws Exception {
        Cache<String, String> cache = caches.elsewhere(caches.name(), TestCaches.texts());
        load(cache, Set.of("a"), true);
        assertFalse(cache.containsKey("a"));
    }
}
