package io.fairlead.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.jcache.config.BulkMode;
import io.fairlead.jcache.config.FairleadConfiguration;
import io.fairlead.jcache.config.NearMode;
import io.fairlead.jcache.management.CacheStatistics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EntryOperationsTest {
    private static TestCaches caches;

    @BeforeAll
    static void start() {
        caches = new TestCaches();
    }

    @AfterAll
    static void stop() {
        caches.close();
    }

    private static FairleadCache<String, String> eternal() {
        return caches.elsewhere(caches.name(), TestCaches.texts());
    }

    private static FairleadCache<String, String> expiring(Policies policy) {
        FairleadConfiguration<String, String> configuration = TestCaches.texts();
        configuration.setExpiryPolicyFactory(TestCaches.making(policy));
        return caches.elsewhere(caches.name(), configuration);
    }

    private static String counts(FairleadCache<?, ?> cache) {
        CacheStatistics counts = cache.statistics();
        String text = counts.getCacheHits() + " hits, " + counts.getCacheMisses() + " misses, " + counts.getCachePuts()
                + " puts, " + counts.getCacheRemovals() + " removals";
        counts.clear();
        return text;
    }

    @Test
    void operations_entryMissing_resultsAndCounts() {
        FairleadCache<String, String> cache = eternal();

        assertNull(cache.get("a"));
        assertEquals("0 hits, 1 misses, 0 puts, 0 removals", counts(cache));
        assertFalse(cache.containsKey("a"));
        assertEquals("0 hits, 0 misses, 0 puts, 0 removals", counts(cache));
        assertFalse(cache.replace("a", "1"));
        assertEquals("0 hits, 1 misses, 0 puts, 0 removals", counts(cache));
        assertFalse(cache.replace("a", "1", "2"));
        assertEquals("0 hits, 1 misses, 0 puts, 0 removals", counts(cache));
        assertNull(cache.getAndReplace("a", "1"));
        assertEquals("0 hits, 1 misses, 0 puts, 0 removals", counts(cache));
        assertFalse(cache.remove("a"));
        assertEquals("0 hits, 0 misses, 0 puts, 0 removals", counts(cache));
        assertFalse(cache.remove("a", "1"));
        assertEquals("0 hits, 1 misses, 0 puts, 0 removals", counts(cache));
        assertNull(cache.getAndRemove("a"));
        assertEquals("0 hits, 1 misses, 0 puts, 0 removals", counts(cache));
        assertNull(cache.getAndPut("a", "1"));
        assertEquals("0 hits, 1 misses, 1 puts, 0 removals", counts(cache));
        cache.clear();
        assertTrue(cache.putIfAbsent("a", "1"));
        assertEquals("0 hits, 1 misses, 1 puts, 0 removals", counts(cache));
        assertEquals("1", cache.get("a"));
    }

    @Test
    void operations_entryThere_resultsAndCounts() {
        FairleadCache<String, String> cache = eternal();

        cache.put("a", "1");
        assertEquals("0 hits, 0 misses, 1 puts, 0 removals", counts(cache));
        assertTrue(cache.containsKey("a"));
        assertEquals("1", cache.get("a"));
        assertEquals("1 hits, 0 misses, 0 puts, 0 removals", counts(cache));
        assertFalse(cache.putIfAbsent("a", "x"));
        assertEquals("1 hits, 0 misses, 0 puts, 0 removals", counts(cache));
        assertEquals("1", cache.getAndPut("a", "2"));
        assertEquals("1 hits, 0 misses, 1 puts, 0 removals", counts(cache));
        assertTrue(cache.replace("a", "3"));
        assertEquals("1 hits, 0 misses, 1 puts, 0 removals", counts(cache));
        assertEquals("3", cache.getAndReplace("a", "4"));
        assertEquals("1 hits, 0 misses, 1 puts, 0 removals", counts(cache));
        assertFalse(cache.replace("a", "3", "5"));
        assertEquals("1 hits, 0 misses, 0 puts, 0 removals", counts(cache));
        assertTrue(cache.replace("a", "4", "5"));
        assertEquals("1 hits, 0 misses, 1 puts, 0 removals", counts(cache));
        assertFalse(cache.remove("a", "4"));
        assertEquals("1 hits, 0 misses, 0 puts, 0 removals", counts(cache));
        assertTrue(cache.remove("a", "5"));
        assertEquals("1 hits, 0 misses, 0 puts, 1 removals", counts(cache));
        cache.put("a", "6");
        assertEquals("6", cache.getAndRemove("a"));
        assertEquals("1 hits, 0 misses, 1 puts, 1 removals", counts(cache));
        cache.put("a", "7");
        assertTrue(cache.remove("a"));
        assertEquals("0 hits, 0 misses, 1 puts, 1 removals", counts(cache));
        assertNull(cache.get("a"));
    }

    @Test
    void operations_entryExpired_areAsIfMissing() {
        FairleadCache<String, String> cache = expiring(Policies.expiringOnUpdate());
        expire(cache);
        assertNull(cache.get("a"));
        expire(cache);
        assertFalse(cache.containsKey("a"));
        expire(cache);
        assertFalse(cache.replace("a", "3"));
        expire(cache);
        assertFalse(cache.replace("a", "2", "3"));
        expire(cache);
        assertNull(cache.getAndReplace("a", "3"));
        expire(cache);
        assertFalse(cache.remove("a"));
        expire(cache);
        assertFalse(cache.remove("a", "2"));
        expire(cache);
        assertNull(cache.getAndRemove("a"));
        expire(cache);
        assertNull(cache.getAndPut("a", "3"));
        assertEquals("3", cache.get("a"));
        cache.clear();
        expire(cache);
        assertTrue(cache.putIfAbsent("a", "4"));
        assertEquals("4", cache.get("a"));
        cache.clear();
        expire(cache);
        assertEquals(Map.of(), cache.getAll(Set.of("a", "b")));
        expire(cache);
        assertFalse(cache.iterator().hasNext());
        cache.statistics().clear();
        cache.removeAll();
        assertEquals("0 hits, 0 misses, 0 puts, 0 removals", counts(cache));
    }

    private static void expire(Cache<String, String> cache) {
        cache.put("a", "1");
        cache.put("a", "2");
    }

    @Test
    void expired_metByAnyOperation_countsAsEvictedOnce() {
        FairleadCache<String, String> cache = expiring(Policies.expiringOnUpdate());

        expire(cache);
        assertNull(cache.get("a"));
        assertNull(cache.get("a"));
        assertEquals(1, cache.statistics().getCacheEvictions());
        expire(cache);
        cache.put("a", "3");
        assertEquals(2, cache.statistics().getCacheEvictions());
        cache.put("a", "4");
        cache.removeAll(Set.of("a"));
        assertEquals(3, cache.statistics().getCacheEvictions());
        assertEquals(0, cache.statistics().getCacheRemovals());
    }

    @Test
    void nearCopy_readsWhatThisProcessWrote() {
        FairleadCache<String, String> cache =
                caches.elsewhere(caches.name(), TestCaches.texts().setNear(NearMode.session()));
        for (int i = 0; i < 30; i++) {
            cache.put("a", "" + i);
            assertEquals("" + i, cache.get("a"));
            assertTrue(cache.remove("a"));
            assertNull(cache.get("a"));
            assertTrue(cache.putIfAbsent("a", "x"));
            assertFalse(cache.putIfAbsent("a", "y"));
            assertEquals(Map.of("a", "x"), cache.getAll(Set.of("a", "b")));
        }
    }

    @Test
    void put_expiringOnCreation_isNotStored() {
        FairleadCache<String, String> cache = expiring(new Policies(Duration.ZERO, null, null));

        cache.put("a", "1");
        assertFalse(cache.putIfAbsent("a", "1"));
        cache.putAll(Map.of("a", "1", "b", "2"));
        assertNull(cache.getAndPut("a", "1"));
        assertNull(cache.<String>invoke("a", (entry, arguments) -> {
            entry.setValue("x");
            return null;
        }));

        assertEquals("0 hits, 3 misses, 0 puts, 0 removals", counts(cache));
        assertFalse(cache.iterator().hasNext());
    }

    @Test
    void policyOfTheUser_isAskedOnceForWhatHappened() {
        Policies policy = new Policies(Policies.HOUR, null, null);
        FairleadCache<String, String> cache = expiring(policy);

        cache.put("a", "1");
        assertEquals(List.of("creation"), policy.asked());
        cache.put("a", "2");
        assertEquals(List.of("update"), policy.asked());
        assertEquals("2", cache.get("a"));
        assertEquals(List.of("access"), policy.asked());
        assertFalse(cache.replace("a", "x", "3"));
        assertEquals(List.of("access"), policy.asked());
        assertTrue(cache.replace("a", "2", "3"));
        assertEquals(List.of("update"), policy.asked());
        assertFalse(cache.putIfAbsent("a", "4"));
        assertTrue(cache.containsKey("a"));
        assertTrue(cache.remove("a"));
        assertEquals(List.of(), policy.asked());
    }

    @Test
    void get_accessMakesItExpire_secondFindsNothing() {
        FairleadCache<String, String> cache = expiring(new Policies(Policies.HOUR, Duration.ZERO, null));
        cache.putAll(Map.of("a", "1", "b", "2", "c", "3"));

        assertEquals("1", cache.get("a"));
        assertNull(cache.get("a"));
        assertEquals(Map.of("b", "2", "c", "3"), cache.getAll(Set.of("a", "b", "c")));
        assertEquals(Map.of(), cache.getAll(Set.of("a", "b", "c")));
    }

    @Test
    void access_extendsTheDeadline_forEverybody() {
        FairleadConfiguration<String, String> configuration = TestCaches.texts();
        configuration.setExpiryPolicyFactory(TestCaches.making(new Policies(Policies.MINUTE, Policies.HOUR, null)));
        String name = caches.name();
        FairleadCache<String, String> cache = caches.elsewhere(name, configuration);
        cache.put("a", "1");
        long created = revision(cache);

        assertEquals("1", cache.get("a"));
        assertTrue(revision(caches.elsewhere(name, configuration)) > created, "nothing was written");
    }

    private static long revision(Cache<String, String> cache) {
        return cache.iterator().next().unwrap(FairleadEntry.class).revision();
    }

    @Test
    void values_equalButOfOtherBytes_areTheSame() {
        FairleadConfiguration<String, Set<String>> configuration =
                new FairleadConfiguration<String, Set<String>>().setAllow("java.util.*");
        FairleadCache<String, Set<String>> cache = caches.elsewhere(caches.name(), configuration);
        cache.put("a", new HashSet<>(List.of("x", "y")));

        assertTrue(cache.replace("a", new java.util.TreeSet<>(List.of("x", "y")), Set.of()));
    }

    @Test
    void bytes_ofTheSameContent_areTheSame() {
        FairleadCache<String, byte[]> cache =
                caches.elsewhere(caches.name(), new FairleadConfiguration<>(String.class, byte[].class));
        cache.put("a", new byte[] {1});

        assertTrue(cache.remove("a", new byte[] {1}));
    }

    @Test
    void bulk_resultsAndCounts() {
        FairleadCache<String, String> cache = eternal();

        cache.putAll(Map.of("a", "1", "b", "2", "c", "3"));
        assertEquals("0 hits, 0 misses, 3 puts, 0 removals", counts(cache));
        assertEquals(Map.of("a", "1", "c", "3"), cache.getAll(Set.of("a", "c", "x")));
        assertEquals("2 hits, 1 misses, 0 puts, 0 removals", counts(cache));
        cache.removeAll(Set.of("a", "x"));
        assertEquals("0 hits, 0 misses, 0 puts, 1 removals", counts(cache));
        cache.removeAll();
        assertEquals("0 hits, 0 misses, 0 puts, 2 removals", counts(cache));
        cache.put("a", "1");
        cache.clear();
        assertEquals("0 hits, 0 misses, 1 puts, 0 removals", counts(cache));
        assertFalse(cache.iterator().hasNext());
    }

    @Test
    void putAll_required_isOneRevisionOrNothing() {
        FairleadConfiguration<String, String> configuration = TestCaches.texts().setBulkMode(BulkMode.REQUIRED);
        FairleadCache<String, String> cache = caches.elsewhere(caches.name(), configuration);

        cache.putAll(Map.of("a", "1", "b", "2"));
        Set<Long> revisions = new HashSet<>();
        cache.forEach(entry -> revisions.add(entry.unwrap(FairleadEntry.class).revision()));
        assertEquals(1, revisions.size());

        Map<String, String> tooMany = IntStream.range(0, 5_000)
                .mapToObj(Integer::toString)
                .collect(Collectors.toMap(number -> number, number -> number));
        assertThrows(CacheException.class, () -> cache.putAll(tooMany));
        assertEquals(Map.of("a", "1", "b", "2"), all(cache));
    }

    private static Map<String, String> all(Cache<String, String> cache) {
        Map<String, String> all = new HashMap<>();
        cache.forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }

    @Test
    void iterator_goesThroughOneRevision_andRemoves() {
        FairleadCache<String, String> cache = eternal();
        Map<String, String> many = new TreeMap<>();
        IntStream.range(0, 300).forEach(i -> many.put("k" + i, "v" + i));
        cache.putAll(many);
        counts(cache);

        Map<String, String> seen = new HashMap<>();
        Iterator<Cache.Entry<String, String>> entries = cache.iterator();
        assertThrows(IllegalStateException.class, entries::remove);
        cache.put("later", "x");
        while (entries.hasNext()) {
            Cache.Entry<String, String> entry = entries.next();
            seen.put(entry.getKey(), entry.getValue());
            if (entry.getKey().endsWith("7")) {
                entries.remove();
                assertThrows(IllegalStateException.class, entries::remove);
            }
        }

        assertThrows(NoSuchElementException.class, entries::next);
        assertEquals(many, seen);
        assertEquals("300 hits, 0 misses, 1 puts, 30 removals", counts(cache));
        assertEquals(271, all(cache).size());
    }

    @Test
    void arguments_nullOrOfTheWrongType_areRefused() {
        FairleadCache<String, String> cache = eternal();
        @SuppressWarnings({"unchecked", "rawtypes"})
        Cache<Object, Object> raw = (Cache) cache;

        assertThrows(NullPointerException.class, () -> raw.get(null));
        assertThrows(NullPointerException.class, () -> raw.put("a", null));
        assertThrows(NullPointerException.class, () -> raw.getAll(null));
        assertThrows(NullPointerException.class, () -> raw.invoke("a", null));
        assertThrows(ClassCastException.class, () -> raw.put(1, "a"));
        assertThrows(ClassCastException.class, () -> raw.put("a", 1));
        assertThrows(ClassCastException.class, () -> raw.replace("a", 1, "a"));
        assertThrows(ClassCastException.class, () -> raw.putAll(Map.of("a", 1)));
        assertThrows(IllegalArgumentException.class, () -> cache.unwrap(Integer.class));
        cache.put("a", "1");
        assertThrows(
                IllegalArgumentException.class, () -> cache.iterator().next().unwrap(Integer.class));
    }
}
