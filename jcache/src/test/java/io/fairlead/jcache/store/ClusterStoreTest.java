package io.fairlead.jcache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.client.FairleadClient;
import io.fairlead.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A store against a member: what is written is there, whole, and told to those who watch. */
class ClusterStoreTest {
    private static final CacheRecord RECORD =
            new CacheRecord("java.lang.String", "java.lang.String", "string", "string", true, "eternal");
    private static final Bytes KEY = Bytes.utf8("k");

    private static TestCluster cluster;

    private final AtomicLong wall = new AtomicLong(1_000_000);
    private FairleadClient client;
    private CacheCatalog catalog;
    private CacheStore store;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void create(TestInfo test) {
        client = cluster.client().namespaced(test.getTestMethod().orElseThrow().getName() + "/");
        catalog = CacheCatalog.of(client, wall::get);
        store = catalog.create("c", RECORD);
    }

    private static Bytes value(String text) {
        return Bytes.utf8(text);
    }

    private static Effect put(String text) {
        return Effect.put(value(text), Envelope.ETERNAL);
    }

    private static <R> Decider<R> always(Effect effect, R result) {
        return current -> new Decider.Decision<>(effect, result);
    }

    private Committed<String> update(Bytes key, Effect effect) {
        return store.update(store.get(key), Optional.empty(), always(effect, "done"));
    }

    private Optional<String> read(Bytes key) {
        return store.get(key).liveAt(store.now()).map(found -> found.payload().toUtf8());
    }

    /** What a watch from this revision on has told up to now, a line for each batch. */
    private List<String> told(long from, boolean withBefore) {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (WatchHandle watch = store.watch(from, withBefore, batch -> lines.add(line(batch)))) {
            watch.awaitRevision(store.barrier(), Duration.ofSeconds(10));
        }
        return lines.stream().filter(line -> !line.startsWith("PROGRESS")).toList();
    }

    private static String line(ChangeBatch batch) {
        StringBuilder line = new StringBuilder(batch.kind().name());
        for (Change change : batch.changes()) {
            line.append(' ')
                    .append(change.kind())
                    .append(' ')
                    .append(change.now().key().toUtf8());
            change.before()
                    .envelope()
                    .ifPresent(was -> line.append(" was ").append(was.payload().toUtf8()));
            change.now()
                    .envelope()
                    .ifPresent(is -> line.append(" is ").append(is.payload().toUtf8()));
        }
        return line.toString();
    }

    @Test
    void update_overWhatWasSeen_isCommitted() {
        Committed<String> created = update(KEY, put("a"));
        Committed<String> updated = update(KEY, put("b"));

        assertTrue(created.changed());
        assertFalse(created.before().exists());
        assertEquals(value("a"), updated.before().envelope().orElseThrow().payload());
        StoredEntry now = store.get(KEY);
        assertEquals(updated.revision(), now.modRevision());
        assertEquals(created.revision(), now.createRevision());
        assertEquals(Optional.of("b"), read(KEY));
    }

    @Test
    void update_wrongGuess_decidesAgainOnWhatIsThere() {
        update(KEY, put("a"));

        Committed<Boolean> result = store.update(
                StoredEntry.absent(KEY),
                Optional.empty(),
                current -> new Decider.Decision<>(put("b"), current.exists()));

        assertTrue(result.result());
        assertEquals(Optional.of("b"), read(KEY));
    }

    @Test
    void attempt_entryHasChanged_changesNothingAndShowsIt() {
        StoredEntry seen = store.get(KEY);
        update(KEY, put("a"));

        Attempt.Conflict<?> conflict =
                assertInstanceOf(Attempt.Conflict.class, store.attempt(seen, Optional.empty(), always(put("b"), "")));

        assertEquals(store.get(KEY), conflict.current());
        assertEquals(Optional.of("a"), read(KEY));
    }

    @Test
    void keep_entryHasChanged_isNotTakenForLinearizable() {
        StoredEntry seen = store.get(KEY);
        update(KEY, put("a"));

        assertInstanceOf(Attempt.Conflict.class, store.attempt(seen, Optional.empty(), always(Effect.keep(), "")));
    }

    @Test
    void keep_entryAsSeen_writesNothing() {
        update(KEY, put("a"));
        long before = store.barrier();

        Committed<String> kept = update(KEY, Effect.keep());

        assertFalse(kept.changed());
        assertEquals(before, kept.revision());
        assertEquals(before, store.barrier());
    }

    @Test
    void delete_nothingThere_writesNothing() {
        long before = store.barrier();

        assertFalse(update(KEY, Effect.delete(Effect.Removal.REMOVED)).changed());

        assertEquals(before, store.barrier());
    }

    @Test
    void guard_lost_changesNothing() {
        Cmp guard = Cmp.exists("nobody");

        assertThrows(
                GuardLostException.class, () -> store.update(store.get(KEY), Optional.of(guard), always(put("a"), "")));
        assertThrows(
                GuardLostException.class,
                () -> store.update(store.get(KEY), Optional.of(guard), always(Effect.keep(), "")));

        assertFalse(store.get(KEY).exists());
    }

    @Test
    void guard_holds_isCommitted() {
        Cmp guard = Cmp.exists(store.keys().record());

        store.update(store.get(KEY), Optional.of(guard), always(put("a"), ""));

        assertEquals(Optional.of("a"), read(KEY));
    }

    @Test
    void decider_throws_changesNothing() {
        assertThrows(
                IllegalStateException.class,
                () -> store.update(store.get(KEY), Optional.empty(), current -> {
                    throw new IllegalStateException("no");
                }));

        assertFalse(store.get(KEY).exists());
    }

    @Test
    void entry_pastItsDeadline_isThereButNotLive() {
        update(KEY, Effect.put(value("a"), wall.get() + 60_000, Set.of(Envelope.Flag.LOADED)));
        assertEquals(Optional.of("a"), read(KEY));
        assertTrue(store.get(KEY).lease() != 0);

        wall.addAndGet(60_000);

        assertTrue(store.get(KEY).isExpiredAt(store.now()));
        assertEquals(Optional.empty(), read(KEY));
    }

    @Test
    void put_leaseIsGone_hangsOnANewOne() {
        update(KEY, Effect.put(value("a"), wall.get() + 60_000));
        long gone = store.get(KEY).lease();
        client.leases().revoke(gone);

        update(KEY, Effect.put(value("b"), wall.get() + 60_000));

        assertEquals(Optional.of("b"), read(KEY));
        assertTrue(store.get(KEY).lease() != gone);
    }

    @Test
    void overwrite_whateverIsThere_isWritten() {
        store.overwrite(KEY, (Effect.Put) put("a"));
        long revision = store.overwrite(KEY, (Effect.Put) put("b"));

        assertEquals(revision, store.get(KEY).modRevision());
        assertEquals(Optional.of("b"), read(KEY));
    }

    @Test
    void getAll_moreThanATransactionHolds_isOfOneRevision() {
        List<Bytes> keys = IntStream.range(0, 300).mapToObj(i -> value("k" + i)).toList();
        store.updateAll(
                keys.subList(0, 200),
                false,
                current -> new Decider.Decision<>(Effect.put(current.key(), Envelope.ETERNAL), ""));

        View view = store.getAll(keys);

        assertEquals(keys, view.entries().stream().map(StoredEntry::key).toList());
        assertEquals(200, view.entries().stream().filter(StoredEntry::exists).count());
        assertTrue(view.entries().stream().allMatch(entry -> entry.modRevision() <= view.revision()));
    }

    @Test
    void getAll_noKeys_isEmpty() {
        assertEquals(new View(store.barrier(), List.of()), store.getAll(List.of()));
    }

    @Test
    void updateAll_fits_isOneRevision() {
        List<Bytes> keys = IntStream.range(0, EntryTxns.KEYS_MAX)
                .mapToObj(i -> value("k" + i))
                .toList();
        store.overwrite(keys.get(3), (Effect.Put) put("old"));

        Map<Bytes, Committed<Boolean>> all =
                store.updateAll(keys, true, current -> new Decider.Decision<>(put("v"), current.exists()));

        assertEquals(keys, List.copyOf(all.keySet()));
        assertEquals(
                1, all.values().stream().map(Committed::revision).distinct().count());
        assertEquals(
                List.of(keys.get(3)),
                all.entrySet().stream()
                        .filter(e -> e.getValue().result())
                        .map(Map.Entry::getKey)
                        .toList());
    }

    @Test
    void updateAll_doesNotFit_atomicChangesNothingElseInParts() {
        List<Bytes> many = IntStream.range(0, EntryTxns.KEYS_MAX + 1)
                .mapToObj(i -> value("k" + i))
                .toList();
        Bytes large = Bytes.unsafeWrap(new byte[900_000]);
        List<Bytes> heavy = List.of(value("x"), value("y"));
        Decider<String> puts = current -> new Decider.Decision<>(Effect.put(large, Envelope.ETERNAL), "");
        long before = store.barrier();

        assertThrows(IllegalArgumentException.class, () -> store.updateAll(many, true, always(put("v"), "")));
        assertThrows(IllegalArgumentException.class, () -> store.updateAll(heavy, true, puts));
        assertEquals(before, store.barrier());

        assertEquals(
                2,
                store.updateAll(many, false, always(put("v"), "")).values().stream()
                        .map(Committed::revision)
                        .distinct()
                        .count());
        assertEquals(
                2,
                store.updateAll(heavy, false, puts).values().stream()
                        .map(Committed::revision)
                        .distinct()
                        .count());
        assertEquals(
                List.of(true, true),
                store.getAll(heavy).entries().stream().map(StoredEntry::exists).toList());
    }

    @Test
    void updateAll_keysNamedTwice_areChangedOnce() {
        assertEquals(
                1,
                store.updateAll(List.of(KEY, KEY), true, always(put("v"), "")).size());
    }

    @Test
    void scan_whileOthersWrite_isOfOneRevision() {
        store.updateAll(List.of(value("a"), value("b")), true, always(put("v"), ""));
        List<String> keys = new ArrayList<>();

        try (StoreScan scan = store.scan()) {
            update(value("c"), put("later"));
            scan.forEach(entry -> keys.add(entry.key().toUtf8()));
        }

        assertEquals(List.of("a", "b"), keys);
    }

    @Test
    void deleteAll_entries_areGoneAtOneRevision() {
        store.updateAll(List.of(value("a"), value("b")), true, always(put("v"), ""));

        long revision = store.deleteAll(Effect.Removal.CLEARED);

        assertEquals(revision, store.barrier());
        assertEquals(List.of("CHANGES CLEARED a CLEARED b"), told(revision, false));
    }

    @Test
    void watch_everyKindOfWrite_tellsItAsListenersWantIt() {
        long from = store.barrier() + 1;
        update(KEY, put("a"));
        update(KEY, put("b"));
        update(KEY, Effect.put(value("b"), Envelope.ETERNAL, Set.of(Envelope.Flag.TOUCHED)));
        update(KEY, Effect.put(value("c"), wall.get() + 60_000, Set.of(Envelope.Flag.AFTER_EXPIRY)));
        update(KEY, Effect.put(value("d"), Envelope.ETERNAL, Set.of(Envelope.Flag.LOADED, Envelope.Flag.AFTER_EXPIRY)));
        update(KEY, Effect.delete(Effect.Removal.REMOVED));
        update(KEY, put("e"));
        update(KEY, Effect.delete(Effect.Removal.EXPIRED));

        assertEquals(
                List.of(
                        "CHANGES CREATED k is a",
                        "CHANGES UPDATED k was a is b",
                        "CHANGES TOUCHED k was b is b",
                        "CHANGES EXPIRED_AND_CREATED k was b is c",
                        "CHANGES LOADED k was c is d",
                        "CHANGES REMOVED k was d",
                        "CHANGES CREATED k is e",
                        "CHANGES EXPIRED k was e"),
                told(from, true));
    }

    @Test
    void watch_oneRevisionOfSeveralKinds_tellsEachInTheOrderOfKeys() {
        List<Bytes> keys = List.of(value("c"), value("b"), value("a"));
        store.updateAll(keys, true, always(put("v"), ""));
        Map<Bytes, Effect> effects = new LinkedHashMap<>();
        effects.put(keys.get(0), Effect.delete(Effect.Removal.REMOVED));
        effects.put(keys.get(1), Effect.delete(Effect.Removal.EXPIRED));
        effects.put(keys.get(2), put("w"));

        store.updateAll(
                keys, true, current -> new Decider.Decision<>(effects.getOrDefault(current.key(), Effect.keep()), ""));

        assertEquals(List.of("CHANGES UPDATED a is w EXPIRED b REMOVED c"), told(store.barrier(), false));
    }

    @Test
    void watch_leaseEnds_tellsOfExpiry() {
        update(KEY, Effect.put(value("a"), wall.get() + 60_000));
        client.leases().revoke(store.get(KEY).lease());

        assertEquals(List.of("CHANGES EXPIRED k"), told(store.barrier(), false));
    }

    @Test
    void entry_nobodyMeetsAfterItsDeadline_isCollectedByItsLease() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        try (WatchHandle watch = store.watch(0, false, batch -> {
            if (batch.kind() == ChangeBatch.Kind.CHANGES) {
                lines.add(line(batch));
            }
        })) {
            watch.awaitRevision(
                    update(KEY, Effect.put(value("a"), wall.get() + 20)).revision(), Duration.ofSeconds(10));

            assertEquals("CHANGES CREATED k is a", lines.poll());
            assertEquals("CHANGES EXPIRED k", lines.poll(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void put_tooLargeForTheCluster_isRefusedAtOnceAndChangesNothing() {
        for (int size : List.of(1_700_000, 3_000_000)) {
            Effect large = Effect.put(Bytes.unsafeWrap(new byte[size]), Envelope.ETERNAL);

            FairleadException refused = assertThrows(FairleadException.class, () -> update(KEY, large));

            assertEquals(Outcome.NOT_APPLIED, refused.outcome());
        }
        assertFalse(store.get(KEY).exists());
    }

    @Test
    void watch_deletedByHand_isARemovalIfThatCanBeKnown() {
        update(KEY, put("a"));
        client.kv().delete(store.keys().entry(KEY));

        assertEquals(List.of("CHANGES REMOVED k was a"), told(store.barrier(), true));
    }

    @Test
    void watch_allRemovedWhileOneHadExpired_tellsThemApart() {
        update(value("a"), Effect.put(value("v"), wall.get() + 60_000));
        update(value("b"), put("v"));
        wall.addAndGet(60_000);

        long revision = store.deleteAll(Effect.Removal.REMOVED);

        assertEquals(List.of("CHANGES EXPIRED a was v REMOVED b was v"), told(revision, true));
    }

    @Test
    void destroyed_elsewhere_endsEverything() {
        update(KEY, put("a"));
        StoredEntry seen = store.get(KEY);
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (WatchHandle watch = store.watch(0, false, batch -> lines.add(line(batch)))) {
            catalog.destroy("c");
            CacheStore next = catalog.create("c", RECORD);
            next.overwrite(KEY, (Effect.Put) put("new"));
            watch.awaitRevision(next.barrier(), Duration.ofSeconds(10));
        }

        assertEquals("DESTROYED", lines.get(lines.size() - 1));
        assertThrows(CacheDestroyedException.class, () -> store.get(KEY));
        assertThrows(CacheDestroyedException.class, () -> store.getAll(List.of(KEY)));
        assertThrows(CacheDestroyedException.class, () -> store.scan());
        assertThrows(CacheDestroyedException.class, () -> store.barrier());
        assertThrows(CacheDestroyedException.class, () -> store.overwrite(KEY, (Effect.Put) put("b")));
        assertThrows(CacheDestroyedException.class, () -> store.update(seen, Optional.empty(), always(put("b"), "")));
        assertThrows(
                CacheDestroyedException.class, () -> store.update(seen, Optional.empty(), always(Effect.keep(), "")));
        assertThrows(CacheDestroyedException.class, () -> store.updateAll(List.of(KEY), true, always(put("b"), "")));
        assertThrows(CacheDestroyedException.class, () -> store.deleteAll(Effect.Removal.CLEARED));
        assertThrows(CacheDestroyedException.class, () -> store.watch(0, false, batch -> {}));
        assertThrows(
                CacheDestroyedException.class,
                () -> store.writeBeside(store.keys().cursor("x"), KEY));
        store.destroy();
        CacheStore next = catalog.open("c").orElseThrow();
        assertEquals(value("new"), next.get(KEY).envelope().orElseThrow().payload());
    }

    @Test
    void destroy_everything_isGone() {
        update(KEY, put("a"));
        store.writeBeside(store.keys().cursor("x"), KEY);

        store.destroy();

        assertEquals(0, client.kv().get(KeyRange.all()).count());
        assertEquals(Optional.empty(), catalog.open("c"));
    }

    @Test
    void beside_written_isReadUntilDeleted() {
        Bytes cursor = store.keys().cursor("x");
        assertEquals(Optional.empty(), store.readBeside(cursor));
        store.writeBeside(cursor, KEY);
        assertEquals(Optional.of(KEY), store.readBeside(cursor));

        store.deleteBeside(List.of(cursor));

        assertEquals(Optional.empty(), store.readBeside(cursor));
    }

    @Test
    void record_ofSomebodyElse_isNotReadAsAnEntry() {
        client.kv().put(store.keys().entry(KEY), value("by hand"));

        assertThrows(UnreadableRecordException.class, () -> store.get(KEY));
    }

    @Test
    void create_agrees_attachesToWhatIsThere() {
        assertEquals(store.incarnation(), catalog.create("c", RECORD).incarnation());
        assertEquals(Optional.of(RECORD), catalog.find("c"));
        assertEquals(Optional.empty(), catalog.find("d"));
    }

    @Test
    void create_differs_isRefusedAndSaysWhere() {
        CacheRecord other = new CacheRecord("java.lang.String", "java.lang.Long", "string", "long", true, "eternal");

        RecordMismatchException refused = assertThrows(RecordMismatchException.class, () -> catalog.create("c", other));

        assertEquals(
                "the cache c in the cluster has value type java.lang.String, not java.lang.Long; "
                        + "value codec string, not long",
                refused.getMessage());
    }

    @Test
    void create_somethingElseStandsThere_isRefused() {
        for (String strange : List.of("", "[]", "{\"format\":2}", "{\"format\":1}", "x")) {
            client.kv().put(CacheKeys.of("e").record(), value(strange));

            assertThrows(UnreadableRecordException.class, () -> catalog.create("e", RECORD), strange);
        }
    }

    @Test
    void names_cachesOfAnyName_areListedAndKeysOfOthersAreNot() {
        List<String> names = List.of("", "a/b", "a b", "ä", "c");
        names.forEach(name -> catalog.create(name, RECORD));
        catalog.open("a b").orElseThrow().overwrite(KEY, (Effect.Put) put("v"));
        client.kv().put("foreign", "x");
        client.kv().put("%zz/m", "x");
        client.kv().put("z/other", "x");

        assertEquals(Set.copyOf(names), Set.copyOf(catalog.names()));
        assertEquals(names.size(), catalog.names().size());
    }
}
