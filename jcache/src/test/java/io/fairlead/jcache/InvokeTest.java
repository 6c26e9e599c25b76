package io.fairlead.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.jcache.config.FairleadConfiguration;
import io.fairlead.jcache.config.InvokeMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InvokeTest {
    private static TestCaches caches;

    @BeforeAll
    static void start() {
        caches = new TestCaches();
    }

    @AfterAll
    static void stop() {
        caches.close();
    }

    private static FairleadConfiguration<String, Integer> numbers(InvokeMode mode) {
        return new FairleadConfiguration<>(String.class, Integer.class).setInvokeMode(mode);
    }

    @ParameterizedTest
    @EnumSource(InvokeMode.class)
    void counter_manyAtATime_isExact(InvokeMode mode) throws Exception {
        String name = caches.name();
        List<Cache<String, Integer>> everywhere =
                List.of(caches.elsewhere(name, numbers(mode)), caches.elsewhere(name, numbers(mode)));
        AtomicInteger runs = new AtomicInteger();
        EntryProcessor<String, Integer, Integer> increment = (entry, arguments) -> {
            runs.incrementAndGet();
            entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
            return entry.getValue();
        };
        int each = mode == InvokeMode.EXCLUSIVE ? 8 : 25;
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 6; thread++) {
                Cache<String, Integer> cache = everywhere.get(thread % everywhere.size());
                all.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        cache.invoke("counter", increment);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertEquals(6 * each, everywhere.get(0).get("counter"));
        if (mode == InvokeMode.EXCLUSIVE) {
            assertEquals(6 * each, runs.get(), "runs of the body");
        }
    }

    @Test
    void optimistic_overtakenAgainAndAgain_runsOnTheNewestValue() {
        String name = caches.name();
        Cache<String, Integer> cache = caches.elsewhere(name, numbers(InvokeMode.OPTIMISTIC));
        Cache<String, Integer> other = caches.elsewhere(name, numbers(InvokeMode.OPTIMISTIC));
        AtomicInteger runs = new AtomicInteger();

        Integer result = cache.invoke("a", (entry, arguments) -> {
            int run = runs.incrementAndGet();
            int seen = entry.exists() ? entry.getValue() : 0;
            if (run <= 5) {
                other.put("a", 10 * run);
            }
            entry.setValue(seen + 1);
            return seen;
        });

        assertEquals(6, runs.get());
        assertEquals(50, result);
        assertEquals(51, other.get("a"));
    }

    @Test
    void exclusive_overtakenByWhoIsNotInLine_failsAndIsNotRunAgain() {
        String name = caches.name();
        Cache<String, Integer> cache = caches.elsewhere(name, numbers(InvokeMode.EXCLUSIVE));
        Cache<String, Integer> other = caches.elsewhere(name, numbers(InvokeMode.OPTIMISTIC));
        AtomicInteger runs = new AtomicInteger();

        CacheException failure = assertThrows(
                CacheException.class,
                () -> cache.invoke("a", (entry, arguments) -> {
                    other.put("a", runs.incrementAndGet());
                    entry.setValue(99);
                    return null;
                }));

        TestCaches.assertSays("asking again is safe", failure);
        assertEquals(1, runs.get());
        assertEquals(1, other.get("a"));
    }

    @Test
    void netEffect_isWhatRemains() {
        FairleadConfiguration<String, Integer> configuration = numbers(InvokeMode.OPTIMISTIC);
        configuration.setStatisticsEnabled(true);
        FairleadCache<String, Integer> cache = caches.elsewhere(caches.name(), configuration);

        cache.invoke("a", (entry, arguments) -> {
            assertFalse(entry.exists());
            assertNull(entry.getValue());
            entry.setValue(1);
            assertTrue(entry.exists());
            entry.remove();
            assertFalse(entry.exists());
            return null;
        });
        assertFalse(cache.containsKey("a"));
        assertEquals(0, cache.statistics().getCachePuts());
        assertEquals(0, cache.statistics().getCacheRemovals());

        cache.put("a", 1);
        String text = cache.invoke(
                "a",
                (entry, arguments) -> {
                    int old = entry.getValue();
                    entry.remove();
                    entry.setValue(old + 1);
                    return entry.getKey() + arguments[0];
                },
                "!");
        assertEquals("a!", text);
        assertEquals(2, cache.get("a"));

        cache.invoke("a", (entry, arguments) -> {
            entry.remove();
            return null;
        });
        assertFalse(cache.containsKey("a"));
        assertEquals(1, cache.statistics().getCacheRemovals());
    }

    @Test
    void failure_ofTheProcessor_changesNothing() {
        Cache<String, Integer> cache = caches.elsewhere(caches.name(), numbers(InvokeMode.OPTIMISTIC));
        cache.put("a", 1);

        EntryProcessorException failure = assertThrows(
                EntryProcessorException.class,
                () -> cache.invoke("a", (entry, arguments) -> {
                    entry.setValue(2);
                    throw new IllegalStateException("on purpose");
                }));

        TestCaches.assertCause("on purpose", failure);
        assertEquals(1, cache.get("a"));
    }

    @Test
    void wrongType_setByTheProcessor_isRefused() {
        Cache<String, Integer> cache = caches.elsewhere(caches.name(), numbers(InvokeMode.OPTIMISTIC));
        @SuppressWarnings({"unchecked", "rawtypes"})
        Cache<Object, Object> raw = (Cache) cache;

        EntryProcessorException failure = assertThrows(
                EntryProcessorException.class,
                () -> raw.invoke("a", (entry, arguments) -> {
                    entry.setValue("text");
                    return null;
                }));

        assertTrue(failure.getCause() instanceof ClassCastException);
    }

    @Test
    void invokeAll_failuresAndNothings_areEachOnesOwn() {
        Cache<String, Integer> cache = caches.elsewhere(caches.name(), numbers(InvokeMode.OPTIMISTIC));
        cache.putAll(Map.of("a", 1, "b", 2));

        Map<String, EntryProcessorResult<Integer>> results =
                cache.invokeAll(Set.of("a", "b", "c"), (entry, arguments) -> {
                    if (entry.getKey().equals("b")) {
                        throw new IllegalStateException("on purpose");
                    }
                    return entry.getValue();
                });

        assertEquals(Set.of("a", "b"), results.keySet());
        assertEquals(1, Objects.requireNonNull(results.get("a")).get());
        assertThrows(
                EntryProcessorException.class,
                () -> Objects.requireNonNull(results.get("b")).get());
    }
}
