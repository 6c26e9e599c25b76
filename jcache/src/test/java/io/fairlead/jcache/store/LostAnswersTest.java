package io.fairlead.jcache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.api.Bytes;
import io.fairlead.api.CompactedException;
import io.fairlead.api.ConflictException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.RefusedException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Kv;
import io.fairlead.client.FairleadClient;
import io.fairlead.testing.TestCluster;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Each rule by which it is found out what a write did whose answer was lost, against a member and its history. */
class LostAnswersTest {
    private static final CacheRecord RECORD = new CacheRecord("K", "V", "k", "v", true, "eternal");
    private static final Bytes KEY = Bytes.utf8("k");
    private static final Bytes OTHER = Bytes.utf8("other");

    private static TestCluster cluster;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong wall = new AtomicLong(1_000_000);
    private FairleadClient client;
    private LossyKv lossy;
    private CacheStore store;

    /** Another process's, whose answers arrive. */
    private CacheStore others;

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
        lossy = new LossyKv(client.kv());
        others = CacheCatalog.of(client, wall::get).create("c", RECORD);
        store = new CacheCatalog(access(lossy.kv())).open("c").orElseThrow();
        write(others, "first");
        long unused = store.barrier();
    }

    /** Time goes by only where the store waits. */
    private ClusterAccess access(Kv kv) {
        ClusterAccess real = ClusterAccess.of(client, wall::get);
        return new ClusterAccess(
                time -> kv,
                real.watches(),
                real.leases(),
                Duration.ofSeconds(30),
                wall::get,
                nanos::get,
                real.writeIds(),
                length -> nanos.addAndGet(Duration.ofSeconds(1).toNanos()));
    }

    private static Effect.Put put(String text) {
        return (Effect.Put) Effect.put(Bytes.utf8(text), Envelope.ETERNAL);
    }

    private static Decider<String> always(Effect effect) {
        return current -> new Decider.Decision<>(effect, "");
    }

    private static long write(CacheStore writer, String text) {
        return writer.update(writer.get(KEY), Optional.empty(), always(put(text)))
                .revision();
    }

    private static void remove(CacheStore remover, Bytes key) {
        var unused = remover.update(remover.get(key), Optional.empty(), always(Effect.delete(Effect.Removal.REMOVED)));
    }

    private Attempt<String> attempt(Effect effect) {
        return store.attempt(store.get(KEY), Optional.empty(), always(effect));
    }

    private static Committed<String> done(Attempt<String> attempt) {
        return ((Attempt.Done<String>) attempt).committed();
    }

    private Optional<String> now() {
        return others.get(KEY).envelope().map(found -> found.payload().toUtf8());
    }

    /** How often the record was written since it was created. */
    private long version() {
        return client.kv().get(store.keys().entry(KEY)).orElseThrow().version();
    }

    private static FairleadException assertUnknown(Runnable action) {
        FairleadException failure = assertThrows(FairleadException.class, action::run);
        assertEquals(Outcome.UNKNOWN, failure.outcome());
        return failure;
    }

    @Test
    void put_answerLost_isDoneOnce() {
        lossy.next(LossyKv.Fate.ANSWER_LOST);

        Committed<String> committed = done(attempt(put("mine")));

        assertEquals(others.get(KEY).modRevision(), committed.revision());
        assertEquals(2, version());
        assertEquals(1, lossy.writes);
    }

    @Test
    void put_requestLost_isSentAgain() {
        lossy.next(LossyKv.Fate.REQUEST_LOST, LossyKv.Fate.REQUEST_LOST);

        Committed<String> committed = done(attempt(put("mine")));

        assertEquals(others.get(KEY).modRevision(), committed.revision());
        assertEquals(2, version());
        assertEquals(3, lossy.writes);
    }

    @Test
    void put_requestLostThenAnswerLost_isDoneOnce() {
        lossy.next(LossyKv.Fate.REQUEST_LOST, LossyKv.Fate.ANSWER_LOST);

        Committed<String> committed = done(attempt(put("mine")));

        assertEquals(others.get(KEY).modRevision(), committed.revision());
        assertEquals(2, version());
    }

    @Test
    void put_answerLostAndOthersWrote_isFoundInHistory() {
        AtomicLong revision = new AtomicLong();
        lossy.next(LossyKv.Fate.ANSWER_LOST).thenOthers(() -> {
            revision.set(others.get(KEY).modRevision());
            write(others, "second");
            write(others, "third");
        });

        Committed<String> committed = done(attempt(put("mine")));

        assertEquals(revision.get(), committed.revision());
        assertEquals(Optional.of("third"), now());
        assertEquals(4, version());
    }

    @Test
    void put_answerLostAndOthersRemoved_isDoneAndStaysRemoved() {
        lossy.next(LossyKv.Fate.ANSWER_LOST).thenOthers(() -> remove(others, KEY));

        assertTrue(done(attempt(put("mine"))).changed());

        assertEquals(Optional.empty(), now());
    }

    @Test
    void put_requestLostAndOthersWrote_isAConflict() {
        lossy.next(LossyKv.Fate.REQUEST_LOST).thenOthers(() -> write(others, "theirs"));

        Attempt.Conflict<?> conflict = assertInstanceOf(Attempt.Conflict.class, attempt(put("mine")));

        assertEquals(others.get(KEY), conflict.current());
        assertEquals(Optional.of("theirs"), now());
    }

    @Test
    void put_carriedOutBetweenLookAndResend_isDoneOnce() {
        lossy.next(LossyKv.Fate.KEPT_BACK).beforeTheSecond(() -> {
            lossy.deliver();
            write(others, "theirs");
        });

        assertTrue(done(attempt(put("mine"))).changed());

        assertEquals(Optional.of("theirs"), now());
        assertEquals(3, version());
    }

    @Test
    void creation_answerLostAndOthersRemoved_isDoneAndStaysRemoved() {
        remove(others, KEY);
        lossy.next(LossyKv.Fate.ANSWER_LOST).thenOthers(() -> remove(others, KEY));

        assertTrue(done(attempt(put("mine"))).changed());

        assertEquals(Optional.empty(), now());
        assertEquals(1, lossy.writes);
    }

    @Test
    void creation_carriedOutAndRemovedBetweenLookAndResend_isNotDoneTwice() {
        remove(others, KEY);
        lossy.next(LossyKv.Fate.KEPT_BACK).beforeTheSecond(() -> {
            lossy.deliver();
            remove(others, KEY);
        });

        assertTrue(done(attempt(put("mine"))).changed());

        assertEquals(Optional.empty(), now());
    }

    @Test
    void creation_requestLostWhileOthersRemoveElsewhere_isSentAgainAndDone() {
        remove(others, KEY);
        others.overwrite(OTHER, put("x"));
        lossy.next(LossyKv.Fate.REQUEST_LOST).beforeTheSecond(() -> remove(others, OTHER));

        assertTrue(done(attempt(put("mine"))).changed());

        assertEquals(Optional.of("mine"), now());
        assertEquals(3, lossy.writes);
    }

    @Test
    void creation_requestLostAndOthersCreated_isAConflict() {
        remove(others, KEY);
        lossy.next(LossyKv.Fate.REQUEST_LOST).thenOthers(() -> write(others, "theirs"));

        assertInstanceOf(Attempt.Conflict.class, attempt(put("mine")));

        assertEquals(Optional.of("theirs"), now());
    }

    @Test
    void removal_answerLost_isKnownByItsMark() {
        lossy.next(LossyKv.Fate.ANSWER_LOST).thenOthers(() -> {
            write(others, "again");
            others.overwrite(OTHER, put("x"));
            remove(others, OTHER);
        });

        assertTrue(done(attempt(Effect.delete(Effect.Removal.REMOVED))).changed());

        assertEquals(Optional.of("again"), now());
        assertEquals(1, lossy.writes);
    }

    @Test
    void removal_requestLostAndOthersRemoved_isNotOurs() {
        lossy.next(LossyKv.Fate.REQUEST_LOST).thenOthers(() -> remove(others, KEY));

        Committed<String> committed =
                store.update(store.get(KEY), Optional.empty(), always(Effect.delete(Effect.Removal.REMOVED)));

        assertFalse(committed.changed());
        assertFalse(committed.before().exists());
    }

    @Test
    void guard_lostAfterTheWriteWasDone_doesNotUndoIt() {
        client.kv().put("guard", "");
        Cmp guard = Cmp.exists("guard");
        lossy.next(LossyKv.Fate.ANSWER_LOST).thenOthers(() -> client.kv().delete("guard"));

        assertTrue(done(store.attempt(store.get(KEY), Optional.of(guard), always(put("mine"))))
                .changed());
    }

    @Test
    void guard_lostBeforeTheWriteWasDone_isTold() {
        client.kv().put("guard", "");
        Cmp guard = Cmp.exists("guard");
        lossy.next(LossyKv.Fate.REQUEST_LOST).thenOthers(() -> client.kv().delete("guard"));

        assertThrows(
                GuardLostException.class, () -> store.attempt(store.get(KEY), Optional.of(guard), always(put("mine"))));
        assertEquals(Optional.of("first"), now());
    }

    @Test
    void cache_destroyedAfterALostRequest_isTold() {
        lossy.next(LossyKv.Fate.REQUEST_LOST).thenOthers(others::destroy);

        assertThrows(CacheDestroyedException.class, () -> attempt(put("mine")));
    }

    @Test
    void history_compacted_staysUnknown() {
        lossy.next(LossyKv.Fate.ANSWER_LOST).thenOthers(() -> {
            write(others, "second");
            client.kv().compact(write(others, "third"));
        });

        FairleadException unknown = assertUnknown(() -> attempt(put("mine")));

        assertTrue(
                Arrays.stream(unknown.getSuppressed()).anyMatch(CompactedException.class::isInstance),
                () -> Arrays.toString(unknown.getSuppressed()));
    }

    @Test
    void cluster_doesNotAnswerUntilTheDeadline_staysUnknown() {
        lossy.always(LossyKv.Fate.REQUEST_LOST);

        assertUnknown(() -> attempt(put("mine")));

        assertTrue(lossy.writes > 3, "writes " + lossy.writes);
        assertEquals(Optional.of("first"), now());
    }

    @Test
    void resend_refused_staysUnknown() {
        lossy.next(LossyKv.Fate.KEPT_BACK, LossyKv.Fate.REFUSED);

        FairleadException unknown = assertUnknown(() -> attempt(put("mine")));

        assertInstanceOf(RefusedException.class, unknown.getSuppressed()[0]);
    }

    @Test
    void first_refused_isNotAppliedAndNotSentAgain() {
        lossy.next(LossyKv.Fate.REFUSED);

        RefusedException refused = assertThrows(RefusedException.class, () -> attempt(put("mine")));

        assertEquals(Outcome.NOT_APPLIED, refused.outcome());
        assertEquals(1, lossy.writes);
    }

    @Test
    void first_notSent_isNotApplied() {
        lossy.next(LossyKv.Fate.NOT_SENT);

        UnavailableException failure = assertThrows(UnavailableException.class, () -> attempt(put("mine")));

        assertEquals(Outcome.NOT_APPLIED, failure.outcome());
    }

    @Test
    void interrupted_isUnknownAndNotSentAgain() {
        lossy.next(LossyKv.Fate.INTERRUPTED);

        assertInstanceOf(InterruptedCallException.class, assertUnknown(() -> attempt(put("mine"))));
        assertEquals(1, lossy.writes);
    }

    @Test
    void lease_goneWhenSentAgain_isWrittenUnderANewOne() {
        Effect put = Effect.put(Bytes.utf8("mine"), wall.get() + 60_000);
        assertTrue(done(attempt(put)).changed());
        long lease = others.get(KEY).lease();
        write(others, "theirs");
        lossy.next(LossyKv.Fate.REQUEST_LOST).thenOthers(() -> client.leases().revoke(lease));

        assertTrue(done(attempt(put)).changed());

        assertEquals(Optional.of("mine"), now());
        assertTrue(others.get(KEY).lease() != lease);
    }

    @Test
    void updateAll_answerLostAndOthersWroteOne_isDoneAtOneRevision() {
        lossy.next(LossyKv.Fate.ANSWER_LOST).thenOthers(() -> write(others, "theirs"));

        Map<Bytes, Committed<String>> all = store.updateAll(List.of(KEY, OTHER), true, always(put("mine")));

        long revision = others.get(OTHER).modRevision();
        assertEquals(
                List.of(revision, revision),
                all.values().stream().map(Committed::revision).toList());
        assertEquals(Optional.of("theirs"), now());
        assertEquals(1, lossy.writes);
    }

    @Test
    void updateAll_requestLostAndOthersWroteOne_isDecidedAnew() {
        lossy.next(LossyKv.Fate.REQUEST_LOST).thenOthers(() -> write(others, "theirs"));

        Map<Bytes, Committed<String>> all = store.updateAll(List.of(KEY, OTHER), true, always(put("mine")));

        Committed<String> ours = all.getOrDefault(KEY, new Committed<>(0, false, StoredEntry.absent(KEY), ""));
        assertEquals("theirs", ours.before().envelope().orElseThrow().payload().toUtf8());
        assertEquals(Optional.of("mine"), now());
    }

    @Test
    void overwrite_answerLostAndOthersWrote_isNotRepeated() {
        AtomicLong revision = new AtomicLong();
        lossy.next(LossyKv.Fate.ANSWER_LOST).thenOthers(() -> {
            revision.set(others.get(KEY).modRevision());
            write(others, "theirs");
        });

        long ours = store.overwrite(KEY, put("mine"));

        assertEquals(revision.get(), ours);

        assertEquals(Optional.of("theirs"), now());
    }

    @Test
    void overwrite_requestLostAndOthersWrote_isWrittenOverThat() {
        lossy.next(LossyKv.Fate.REQUEST_LOST).thenOthers(() -> write(others, "theirs"));

        long ours = store.overwrite(KEY, put("mine"));

        assertEquals(others.get(KEY).modRevision(), ours);

        assertEquals(Optional.of("mine"), now());
    }

    @Test
    void overwrite_othersWriteAllTheTime_isWrittenWithoutACondition() {
        for (int i = 0; i < 4; i++) {
            lossy.next(LossyKv.Fate.REQUEST_LOST).thenOthers(() -> write(others, "theirs"));
            lossy.next(LossyKv.Fate.ANSWERED);
        }
        lossy.next(LossyKv.Fate.ANSWER_LOST);

        long ours = store.overwrite(KEY, put("mine"));

        assertEquals(others.get(KEY).modRevision(), ours);

        assertEquals(Optional.of("mine"), now());
    }

    @Test
    void overwrite_withoutAConditionAndNotFound_staysUnknown() {
        for (int i = 0; i < 4; i++) {
            lossy.next(LossyKv.Fate.REQUEST_LOST).thenOthers(() -> write(others, "theirs"));
            lossy.next(LossyKv.Fate.ANSWERED);
        }
        lossy.next(LossyKv.Fate.REQUEST_LOST);

        assertUnknown(() -> store.overwrite(KEY, put("mine")));

        assertEquals(9, lossy.writes);
    }

    @Test
    void deleteAll_answerLostAndOthersWrote_isNotRepeated() {
        lossy.next(LossyKv.Fate.ANSWER_LOST).thenOthers(() -> write(others, "new"));

        long unused = store.deleteAll(Effect.Removal.CLEARED);

        assertEquals(Optional.of("new"), now());
    }

    @Test
    void deleteAll_requestLost_isSentAgain() {
        lossy.next(LossyKv.Fate.REQUEST_LOST);

        long ours = store.deleteAll(Effect.Removal.CLEARED);

        assertEquals(store.barrier(), ours);

        assertEquals(Optional.empty(), now());
    }

    @Test
    void destroy_answersLost_isDone() {
        lossy.next(LossyKv.Fate.REQUEST_LOST, LossyKv.Fate.ANSWER_LOST);

        store.destroy();

        assertThrows(CacheDestroyedException.class, () -> others.get(KEY));
    }

    @Test
    void create_answerLost_attachesToItsOwnRecord() {
        lossy.next(LossyKv.Fate.ANSWER_LOST);

        CacheStore created = new CacheCatalog(access(lossy.kv())).create("d", RECORD);

        assertEquals(created.barrier(), created.incarnation());
    }

    @Test
    void update_othersAlwaysFaster_endsWithTheDeadline() {
        Decider<String> slow = current -> {
            write(others, "theirs");
            return new Decider.Decision<>(put("mine"), "");
        };

        ConflictException conflict =
                assertThrows(ConflictException.class, () -> store.update(store.get(KEY), Optional.empty(), slow));
        assertEquals(Outcome.NOT_APPLIED, conflict.outcome());
        assertThrows(ConflictException.class, () -> store.updateAll(List.of(KEY), true, slow));

        assertEquals(Optional.of("theirs"), now());
    }
}
