package io.fairlead.cli.chaos.history;

import io.fairlead.api.Bytes;
import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.DeleteOptions;
import io.fairlead.api.kv.DeleteResult;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.OpResult;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A small true history with everything in it that a judge looks at, written by hand, which tests damage. Call number n is made at
 * 100 n, answered at 100 n + 50, and what it changed is seen at 100 n + 60.
 */
final class Story {
    static final int PUT_A = 0;
    static final int PUT_B_LEASED = 1;
    static final int TXN = 2;
    static final int READ = 3;
    static final int DELETE_C = 4;
    static final int UNKNOWN_PUT = 5;
    static final int UNKNOWN_DELETE = 6;
    static final int PUT_D_LEASED = 7;
    static final int LEASE_ENDS = 8;
    static final int GUARDED_3 = 9;
    static final int GUARDED_5 = 10;
    static final int LOST_RACE = 11;
    static final int STALE_READ = 12;
    static final int COMPACTED_READ = 13;
    static final int FUTURE_READ = 14;
    static final int NEVER_MADE = 15;
    static final int OLD_READ = 16;
    static final int PUT_AGAIN = 17;

    static final long LEASE = 77;
    static final KeyRange ALL = KeyRange.prefix("k");

    final List<Operation> calls = new ArrayList<>();

    /** What a watch of everything saw, first revision 2. */
    final List<WatchBatch> seen = new ArrayList<>();

    /** What another one saw. */
    List<WatchBatch> alsoSeen;

    /** What a watch of keys from k/a to k/c saw from revision 4 on, with previous values. */
    final List<WatchBatch> roamed;

    WatchOptions roaming = WatchOptions.from(4).withPrevKv();
    final List<LeaseFact> leases = new ArrayList<>();
    final List<HeldLock> holds = new ArrayList<>();
    long compaction = 4;

    /** When each revision was seen, first revision 2. */
    final List<Long> moments = new ArrayList<>();

    private final Map<Bytes, KeyValue> state = new HashMap<>();

    Story() {
        call(put("a", "v1"), new PutResult(header(2), Optional.empty()));
        revision(PUT_A, entry("a", "v1", 2, 2, 1, 0));

        call(put("b", "v2", LEASE), new PutResult(header(3), Optional.empty()));
        revision(PUT_B_LEASED, entry("b", "v2", 3, 3, 1, LEASE));

        KeyValue newA = entry("a", "v3", 2, 4, 2, 0);
        KeyValue b = entry("b", "v2", 3, 3, 1, LEASE);
        KeyValue c = entry("c", "v4", 4, 4, 1, 0);
        call(
                Op.txn(new Txn(
                        List.of(Cmp.value("k/a").is(Bytes.utf8("v1"))),
                        List.of(put("a", "v3"), Op.get(ALL), put("c", "v4")),
                        List.of(put("a", "v3-not")))),
                new TxnResult(
                        header(4),
                        true,
                        List.of(
                                new PutResult(header(4), Optional.empty()),
                                new RangeResult(header(4), List.of(newA, b), false, 2),
                                new PutResult(header(4), Optional.empty()))));
        revision(TXN, newA, c);

        call(Op.get(ALL), new RangeResult(header(4), List.of(newA, b, c), false, 3));

        call(
                Op.delete(KeyRange.single("k/c"), DeleteOptions.defaults().withPrevKv()),
                new DeleteResult(header(5), 1, List.of(c)));
        revision(DELETE_C, gone("c", 5));

        ended(put("a", "v5"), Ending.UNKNOWN);
        revision(UNKNOWN_PUT, entry("a", "v5", 2, 6, 3, 0));

        ended(Op.delete(KeyRange.single("k/a"), DeleteOptions.defaults()), Ending.UNKNOWN);
        revision(UNKNOWN_DELETE, gone("a", 7));

        call(put("d", "v6", LEASE), new PutResult(header(8), Optional.empty()));
        KeyValue d = entry("d", "v6", 8, 8, 1, LEASE);
        revision(PUT_D_LEASED, d);

        call(Op.get(ALL), new RangeResult(header(8), List.of(b, d), false, 2));
        revision(LEASE_ENDS, gone("b", 9), gone("d", 9));

        call(putAt("guarded/one", "3#x"), new PutResult(header(10), Optional.empty()));
        revision(GUARDED_3, new KeyValue(Bytes.utf8("guarded/one"), Bytes.utf8("3#x"), 10, 10, 1, 0));
        call(putAt("guarded/one", "5#x"), new PutResult(header(11), Optional.empty()));
        revision(GUARDED_5, new KeyValue(Bytes.utf8("guarded/one"), Bytes.utf8("5#x"), 10, 11, 2, 0));

        call(
                Op.txn(new Txn(
                        List.of(Cmp.exists("k/a")), List.of(put("a", "v7")), List.of(Op.get(KeyRange.single("k/a"))))),
                new TxnResult(header(11), false, List.of(new RangeResult(header(11), List.of(), false, 0))));
        call(
                Op.get(ALL, ReadOptions.defaults().serializable()),
                new RangeResult(header(5), List.of(newA, b), false, 2));
        ended(Op.get(ALL, ReadOptions.defaults().revision(3)), Ending.COMPACTED);
        ended(Op.get(ALL, ReadOptions.defaults().revision(12)), Ending.FUTURE);
        ended(put("a", "v8"), Ending.NOT_APPLIED);
        call(
                Op.get(ALL, ReadOptions.defaults().revision(5).limit(1)),
                new RangeResult(header(11), List.of(newA), true, 2));
        call(
                Op.put(
                        Bytes.utf8("guarded/one"),
                        Bytes.utf8("5#y"),
                        PutOptions.defaults().withPrevKv()),
                new PutResult(
                        header(12),
                        Optional.of(new KeyValue(Bytes.utf8("guarded/one"), Bytes.utf8("5#x"), 10, 11, 2, 0))));
        revision(PUT_AGAIN, new KeyValue(Bytes.utf8("guarded/one"), Bytes.utf8("5#y"), 10, 12, 3, 0));

        alsoSeen = new ArrayList<>(seen);
        roamed = new ArrayList<>(List.of(
                seen.get(2),
                seen.get(3),
                seen.get(4),
                seen.get(5),
                progress(7),
                part(seen.get(7), 0, 1),
                progress(11)));
        leases.add(new LeaseFact(LeaseFact.Kind.GRANT, LEASE, 10, Ending.ANSWERED, 300));
        leases.add(new LeaseFact(LeaseFact.Kind.RENEW, LEASE, 200, Ending.ANSWERED, 300));
        leases.add(new LeaseFact(LeaseFact.Kind.RENEW, LEASE, 700, Ending.UNKNOWN, 0));
        holds.add(new HeldLock("one", 3, 890, 930));
        holds.add(new HeldLock("one", 5, 940, 1050));
    }

    /** What a judge says. */
    List<String> violations() {
        History history = new History();
        history.compactionAsked(compaction);
        play(new FullTape("one", history, 2), seen);
        play(new FullTape("other", history, 2), alsoSeen);
        RoamingTape tape = new RoamingTape(KeyRange.between(Bytes.utf8("k/a"), Bytes.utf8("k/d")), roaming);
        roamed.forEach(tape::take);
        history.add(tape);
        calls.forEach(history::add);
        leases.forEach(history::add);
        holds.forEach(history::add);
        return Judge.judge(history, KeyRange.prefix("lock/")).violations();
    }

    private void play(FullTape tape, List<WatchBatch> batches) {
        for (WatchBatch batch : batches) {
            tape.take(batch, moments.get((int) Math.min(batch.revision(), moments.size() + 1L) - 2));
        }
    }

    /** Changes a call. */
    void call(int number, UnaryOperator<Operation> change) {
        calls.set(number, change.apply(calls.get(number)));
    }

    /** Changes what a call was answered. */
    void answer(int number, UnaryOperator<OpResult> change) {
        call(
                number,
                call -> new Operation(
                        call.ask(),
                        call.invoked(),
                        call.returned(),
                        call.ending(),
                        call.result().map(change)));
    }

    /** Changes how a call ended, for one without an answer. */
    void ending(int number, Ending ending) {
        call(number, call -> new Operation(call.ask(), call.invoked(), call.returned(), ending, Optional.empty()));
    }

    /** Changes what both watches of everything saw of a revision. */
    void revision(int revision, UnaryOperator<WatchBatch> change) {
        seen.set(revision - 2, change.apply(seen.get(revision - 2)));
        alsoSeen = new ArrayList<>(seen);
    }

    /** A batch with its first event changed. */
    static WatchBatch first(WatchBatch batch, UnaryOperator<WatchEvent> change) {
        List<WatchEvent> events = new ArrayList<>(batch.events());
        events.set(0, change.apply(events.get(0)));
        return new WatchBatch(batch.kind(), batch.revision(), events);
    }

    /** A batch with a part of its events. */
    static WatchBatch part(WatchBatch batch, int from, int to) {
        return new WatchBatch(batch.kind(), batch.revision(), batch.events().subList(from, to));
    }

    static WatchBatch progress(long revision) {
        return new WatchBatch(WatchBatch.Kind.PROGRESS, revision, List.of());
    }

    static Header header(long revision) {
        return new Header(1, 1, revision, 1);
    }

    static KeyValue entry(String key, String value, long created, long changed, long version, long lease) {
        return new KeyValue(Bytes.utf8("k/" + key), Bytes.utf8(value), created, changed, version, lease);
    }

    static Op put(String key, String value) {
        return putAt("k/" + key, value);
    }

    private static Op put(String key, String value, long lease) {
        return Op.put(
                Bytes.utf8("k/" + key), Bytes.utf8(value), PutOptions.defaults().lease(lease));
    }

    private static Op putAt(String key, String value) {
        return Op.put(Bytes.utf8(key), Bytes.utf8(value), PutOptions.defaults());
    }

    private static KeyValue gone(String key, long revision) {
        return new KeyValue(Bytes.utf8("k/" + key), Bytes.empty(), 0, revision, 0, 0);
    }

    private void call(Op ask, OpResult result) {
        long at = 100L * calls.size();
        calls.add(new Operation(ask, at, at + 50, Ending.ANSWERED, Optional.of(result)));
    }

    private void ended(Op ask, Ending ending) {
        long at = 100L * calls.size();
        calls.add(new Operation(ask, at, at + 50, ending, Optional.empty()));
    }

    private void revision(int call, KeyValue... changes) {
        List<WatchEvent> events = new ArrayList<>();
        for (KeyValue change : changes) {
            Optional<KeyValue> before = Optional.ofNullable(state.get(change.key()));
            WatchEvent.Kind kind = change.version() == 0
                    ? WatchEvent.Kind.DELETED
                    : change.version() == 1 ? WatchEvent.Kind.CREATED : WatchEvent.Kind.UPDATED;
            events.add(new WatchEvent(kind, change, before.filter(entry -> entry.version() > 0)));
            state.put(change.key(), change);
        }
        seen.add(new WatchBatch(WatchBatch.Kind.EVENTS, changes[0].modRevision(), events));
        moments.add(100L * call + 60);
    }
}
