package io.fairlead.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.jcache.config.FairleadConfiguration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import javax.cache.processor.EntryProcessorException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WriteThroughTest {
    private static TestCaches caches;

    @BeforeAll
    static void start() {
        caches = new TestCaches();
    }

    @AfterAll
    static void stop() {
        caches.close();
    }

    /** A system outside: a map, what it was told in order, and what a test does while it is told. */
    private static final class Outside implements CacheWriter<String, String> {
        final Map<String, String> map = new ConcurrentHashMap<>();
        final List<String> told = new CopyOnWriteArrayList<>();
        private final Consumer<String> meanwhile;

        Outside(Consumer<String> meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public void write(Cache.Entry<? extends String, ? extends String> entry) {
            meanwhile.accept(entry.getKey());
            told.add(entry.getKey() + "=" + entry.getValue());
            map.put(entry.getKey(), entry.getValue());
        }

        @Override
        public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
            for (Cache.Entry<? extends String, ? extends String> entry : List.copyOf(entries)) {
                write(entry);
                entries.remove(entry);
            }
        }

        @Override
        public void delete(Object key) {
            meanwhile.accept(key.toString());
            told.add("-" + key);
            map.remove(key.toString());
        }

        @Override
        public void deleteAll(Collection<?> keys) {
            for (Object key : List.copyOf(keys)) {
                delete(key);
                keys.remove(key);
            }
        }
    }

    private static FairleadConfiguration<String, String> writing(Outside outside) {
        FairleadConfiguration<String, String> configuration = TestCaches.texts();
        configuration.setWriteThrough(true).setCacheWriterFactory(TestCaches.making(outside));
        return configuration;
    }

    private static void failsFor(String key, String failing) {
        if (key.equals(failing)) {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void operations_tellWhatTheyDo() {
        Outside outside = new Outside(key -> {});
        Cache<String, String> cache = caches.elsewhere(caches.name(), writing(outside));

        cache.put("a", "1");
        assertFalse(cache.putIfAbsent("a", "2"));
        assertEquals("1", cache.getAndPut("a", "3"));
        assertFalse(cache.replace("a", "x", "4"));
        assertTrue(cache.replace("a", "3", "4"));
        assertEquals("4", cache.getAndReplace("a", "5"));
        assertFalse(cache.remove("a", "x"));
        assertTrue(cache.remove("a"));
        assertFalse(cache.remove("a"));
        assertFalse(cache.replace("a", "6"));
        assertTrue(cache.putIfAbsent("a", "7"));
        cache.invoke("a", (entry, arguments) -> {
            entry.setValue("8");
            entry.setValue("9");
            return null;
        });
        cache.clear();

        assertEquals(List.of("a=1", "a=3", "a=4", "a=5", "-a", "-a", "a=7", "a=9"), outside.told);
    }

    @Test
    void bulk_tellsAll() {
        Outside outside = new Outside(key -> {});
        Cache<String, String> cache = caches.elsewhere(caches.name(), writing(outside));

        cache.removeAll();
        assertEquals(List.of(), outside.told);
        cache.putAll(new TreeMap<>(Map.of("a", "1", "b", "2", "c", "3")));
        cache.removeAll(Set.of("a"));
        assertEquals(Map.of("b", "2", "c", "3"), outside.map);
        cache.removeAll();
        assertEquals(Map.of(), outside.map);
        assertFalse(cache.iterator().hasNext());
    }

    @Test
    void failure_ofTheWriter_leavesTheCacheAsItWas() {
        Outside outside = new Outside(key -> failsFor(key, "bad"));
        String name = caches.name();
        FairleadCache<String, String> cache = caches.elsewhere(name, writing(outside));
        caches.elsewhere(name, TestCaches.texts()).put("bad", "1");

        CacheWriterException failure = assertThrows(CacheWriterException.class, () -> cache.put("bad", "2"));
        TestCaches.assertCause("on purpose", failure);
        assertThrows(CacheWriterException.class, () -> cache.remove("bad"));
        assertThrows(
                EntryProcessorException.class,
                () -> cache.invoke("bad", (entry, arguments) -> {
                    entry.setValue("3");
                    return null;
                }));
        assertEquals("1", cache.get("bad"));
        assertEquals(0, cache.statistics().getCachePuts());
        assertEquals(0, cache.statistics().getCacheRemovals());
    }

    @Test
    void bulk_writerFailsInTheMidst_doesWhatTheWriterHasDone() {
        Outside outside = new Outside(key -> failsFor(key, "b"));
        Cache<String, String> cache = caches.elsewhere(caches.name(), writing(outside));

        Map<String, String> values = new TreeMap<>(Map.of("a", "1", "b", "2", "c", "3"));
        assertThrows(CacheWriterException.class, () -> cache.putAll(values));
        assertEquals("1", cache.get("a"));
        assertNull(cache.get("b"));
        assertNull(cache.get("c"));

        assertThrows(CacheWriterException.class, () -> cache.removeAll(Set.of("a", "b")));
        assertEquals(outside.map.containsKey("a"), cache.containsKey("a"));
    }

    @Test
    void writers_ofManyProcesses_hearInTheOrderOfTheCluster() throws Exception {
        Outside outside = new Outside(key -> {});
        String name = caches.name();
        List<Cache<String, String>> everywhere =
                List.of(caches.elsewhere(name, writing(outside)), caches.elsewhere(name, writing(outside)));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int number = thread;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 6; i++) {
                        everywhere.get(number % 2).put("a", number + "/" + i);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertEquals(24, outside.told.size());
        assertEquals(outside.map.get("a"), everywhere.get(0).get("a"));
    }

    @Test
    void overtaken_planStillHolds_isCommitted() {
        String name = caches.name();
        Cache<String, String> other = caches.elsewhere(name, TestCaches.texts());
        Outside outside = new Outside(key -> other.put(key, "between"));
        Cache<String, String> cache = caches.elsewhere(name, writing(outside));

        cache.put("a", "1");
        assertEquals("1", other.get("a"));
        assertEquals(List.of("a=1"), outside.told);
    }

    @Test
    void overtaken_planHoldsNoMore_saysThatTheWriterWasTold() {
        String name = caches.name();
        Cache<String, String> other = caches.elsewhere(name, TestCaches.texts());
        Outside outside = new Outside(key -> other.put(key, "between"));
        Cache<String, String> cache = caches.elsewhere(name, writing(outside));
        other.put("a", "1");

        CacheException failure = assertThrows(CacheException.class, () -> cache.replace("a", "1", "2"));
        TestCaches.assertSays("has been told", failure);
        assertEquals("between", other.get("a"));
    }

    @Test
    void listener_changesTheEntryItHearsOf_doesNotWaitForTheLock() {
        Outside outside = new Outside(key -> {});
        FairleadCache<String, String> cache = caches.elsewhere(caches.name(), writing(outside));
        CacheEntryCreatedListener<String, String> listener =
                events -> events.forEach(event -> cache.put(event.getKey(), "2"));
        cache.registerCacheEntryListener(
                new MutableCacheEntryListenerConfiguration<>(TestCaches.making(listener), null, false, true));

        cache.put("a", "1");

        assertEquals("2", cache.get("a"));
        assertEquals(List.of("a=1", "a=2"), outside.told);
    }

    @Test
    void touchedMeanwhile_isCommitted() {
        String name = caches.name();
        FairleadConfiguration<String, String> plain = TestCaches.texts();
        plain.setExpiryPolicyFactory(TestCaches.making(new Policies(Policies.MINUTE, Policies.HOUR, null)));
        Cache<String, String> other = caches.elsewhere(name, plain);
        Outside outside = new Outside(key -> assertEquals("1", other.get(key)));
        FairleadConfiguration<String, String> writing = writing(outside);
        writing.setExpiryPolicyFactory(plain.getExpiryPolicyFactory());
        Cache<String, String> cache = caches.elsewhere(name, writing);
        other.put("a", "1");

        assertTrue(cache.replace("a", "1", "2"));
        assertEquals("2", other.get("a"));
    }

    @Test
    void sessionEnded_nextWriteOpensAnother() {
        Outside outside = new Outside(key -> {});
        Cache<String, String> cache = caches.elsewhere(caches.name(), writing(outside));
        cache.put("a", "1");
        caches.revokeLeases();

        cache.put("b", "2");
        cache.put("a", "3");

        assertEquals(Map.of("a", "3", "b", "2"), outside.map);
    }

    @Test
    void lockHeldForTooLong_nothingIsToldOrChanged() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Outside slow = new Outside(key -> {
            held.countDown();
            await(go);
        });
        Outside outside = new Outside(key -> {});
        String name = caches.name();
        Cache<String, String> holder = caches.elsewhere(name, writing(slow));
        Cache<String, String> cache = TestCaches.open(caches.manager("deadline=200ms"), name, writing(outside));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> first = thread.submit(() -> holder.put("a", "1"));
            held.await();

            CacheException failure = assertThrows(CacheException.class, () -> cache.put("a", "2"));

            TestCaches.assertSays("asking again is safe", failure);
            assertEquals(List.of(), outside.told);
            go.countDown();
            first.get();
            assertEquals("1", holder.get("a"));
        } finally {
            go.countDown();
            thread.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void lockLost_betweenWriterAndCommit_saysThatTheWriterMayHaveBeenTold() {
        String name = caches.name();
        Outside outside = new Outside(key -> caches.loseLocks(name));
        Cache<String, String> cache = caches.elsewhere(name, writing(outside));

        CacheException failure = assertThrows(CacheException.class, () -> cache.put("a", "1"));
        TestCaches.assertSays("may have been told", failure);
        assertNull(cache.get("a"));
    }
}
