package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.RefusedException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** Changes entries in one transaction each, made against the very records that were looked at. Safe to share between threads. */
final class EntryTxns {
    /** Keys of a transaction at most: beside them stand the record, the marker and a guard, and a server takes 128. */
    static final int KEYS_MAX = 125;

    /** What a transaction of several keys may weigh, in bytes: a server takes one and a half mebibytes. */
    private static final int SIZE_MAX = 1_400_000;

    private static final int KEY_OVERHEAD = 64;

    /** How often a write that depends on nothing is tried on the condition that others are quiet. */
    private static final int CONDITIONS_MAX = 4;

    /** Leases that are gone when they are needed, one after the other, before it is enough. */
    private static final int LEASES_MAX = 3;

    private final ClusterAccess cluster;
    private final Incarnation cache;
    private final Commits commits;
    private final LeaseBuckets leases;

    EntryTxns(ClusterAccess cluster, Incarnation cache, Commits commits, LeaseBuckets leases) {
        this.cluster = cluster;
        this.cache = cache;
        this.commits = commits;
        this.leases = leases;
    }

    /** An entry as it is assumed to be, and what shall become of it. */
    record Wanted(StoredEntry assumed, Effect effect) {
        boolean changes() {
            return effect instanceof Effect.Put || (effect instanceof Effect.Delete && assumed.exists());
        }

        private int size() {
            int payload = effect instanceof Effect.Put put ? put.payload().size() + Envelope.OVERHEAD : 0;
            return payload + 3 * (assumed.key().size() + KEY_OVERHEAD);
        }
    }

    /** What came of it. */
    sealed interface Result {
        /** All of it happened at this revision; where nothing was to be changed, everything was as assumed then. */
        record Done(long revision) implements Result {}

        /** Nothing happened; the entries are not all as assumed: here they are, in order. */
        record Stale(List<StoredEntry> current) implements Result {}
    }

    static boolean fit(List<Wanted> wanted) {
        return wanted.size() <= KEYS_MAX
                && wanted.stream().mapToLong(Wanted::size).sum() <= SIZE_MAX;
    }

    /**
     * Changes these entries if all are as assumed, and the guard holds.
     *
     * @throws GuardLostException if it does not
     */
    Result commit(List<Wanted> wanted, Optional<Cmp> guard) {
        boolean creates =
                wanted.stream().anyMatch(one -> one.changes() && !one.assumed().exists());
        Commits.Answer answer = send(
                id -> new Sendable(txn(wanted, guard, id), mark(wanted, id)),
                wanted.stream().anyMatch(Wanted::changes)
                        ? (txn, mark) -> commits.commitOnce(
                                txn, mark, creates, cache.keys().marker())
                        : (txn, mark) -> looked(txn));
        if (answer instanceof Commits.Answer.Done done) {
            return new Result.Done(done.revision());
        }
        TxnResult read = ((Commits.Answer.Refused) answer).result();
        cache.check(read.get(0));
        return new Result.Stale(stale(wanted, read, guard));
    }

    /**
     * Writes an entry whatever it is.
     *
     * @return the revision
     */
    long overwrite(Bytes key, Effect.Put put) {
        return whateverIsThere(cache.keys().entry(key), Guard.UNTIL_REMOVED, id -> List.of(put(key, put, id)));
    }

    /**
     * Deletes all entries.
     *
     * @return the revision
     */
    long deleteAll(Effect.Removal removal) {
        Bytes marker = cache.keys().marker();
        return whateverIsThere(marker, Guard.FOR_GOOD, id -> {
            RemovalMarker why = RemovalMarker.of(id, now(), List.of(), List.of(removal));
            return List.of(Op.delete(cache.keys().entries()), Op.put(marker, why.toBytes()));
        });
    }

    /** How long a condition stays false that a transaction has made false. */
    private enum Guard {
        FOR_GOOD,
        UNTIL_REMOVED
    }

    /**
     * Takes steps that depend on nothing, and write {@code mark} among others. They are sent on the condition that the mark was
     * not written since the store was last heard of: that is almost always so, and makes it possible to send them again when
     * the answer was lost. Where others write it all the time, the condition is dropped in the end.
     */
    private long whateverIsThere(Bytes mark, Guard guard, LongFunction<List<Op>> steps) {
        for (int i = 1; i <= CONDITIONS_MAX; i++) {
            Cmp quiet = Cmp.modRevision(KeyRange.single(mark)).isLessThan(commits.horizon() + 1);
            Commits.Answer answer = send(
                    id -> new Sendable(
                            new Txn(List.of(cache.lives(), quiet), steps.apply(id), List.of(cache.look())),
                            new WriteMark(mark, id)),
                    (txn, known) -> commits.commitOnce(
                            txn,
                            known,
                            guard == Guard.UNTIL_REMOVED,
                            cache.keys().marker()));
            if (answer instanceof Commits.Answer.Done done) {
                return done.revision();
            }
            cache.check(((Commits.Answer.Refused) answer).result().get(0));
        }
        return revisionOf(send(
                id -> new Sendable(
                        new Txn(List.of(cache.lives()), steps.apply(id), List.of(cache.look())),
                        new WriteMark(mark, id)),
                commits::commitBlindly));
    }

    private long revisionOf(Commits.Answer answer) {
        if (answer instanceof Commits.Answer.Done done) {
            return done.revision();
        }
        throw cache.destroyed(); // The only condition was that the cache lives.
    }

    private record Sendable(Txn txn, WriteMark mark) {}

    @FunctionalInterface
    private interface Draft {
        Sendable of(long writeId);
    }

    @FunctionalInterface
    private interface Sender {
        Commits.Answer send(Txn txn, WriteMark mark);
    }

    /** Sends; where a lease is gone by then, with other leases again. */
    private Commits.Answer send(Draft draft, Sender sender) {
        for (int i = 1; ; i++) {
            Sendable sendable = draft.of(cluster.writeIds().getAsLong());
            try {
                return sender.send(sendable.txn(), sendable.mark());
            } catch (RefusedException refused) {
                if (refused.condition() != EtcdError.LEASE_NOT_FOUND || i == LEASES_MAX) {
                    throw refused;
                }
                forgetLeases(sendable.txn());
            }
        }
    }

    private void forgetLeases(Txn txn) {
        for (Op op : txn.then()) {
            if (op instanceof Op.Put put && put.options().lease() != 0) {
                leases.forget(put.options().lease());
            }
        }
    }

    private Commits.Answer looked(Txn readOnly) {
        TxnResult result = cluster.kv().commit(readOnly);
        commits.saw(result.revision());
        return result.succeeded() ? new Commits.Answer.Done(result.revision()) : new Commits.Answer.Refused(result);
    }

    private Txn txn(List<Wanted> wanted, Optional<Cmp> guard, long writeId) {
        List<Cmp> when = new ArrayList<>();
        List<Op> then = new ArrayList<>();
        List<Op> otherwise = new ArrayList<>();
        List<Bytes> expired = new ArrayList<>();
        List<Effect.Removal> removals = new ArrayList<>();
        when.add(cache.lives());
        otherwise.add(cache.look());
        for (Wanted one : wanted) {
            Bytes key = one.assumed().key();
            when.add(Cmp.modRevision(cache.range(key)).is(one.assumed().modRevision()));
            otherwise.add(Op.get(cache.range(key)));
            if (one.effect() instanceof Effect.Put put) {
                then.add(put(key, put, writeId));
            } else if (one.effect() instanceof Effect.Delete delete && one.changes()) {
                then.add(Op.delete(cache.range(key)));
                if (delete.removal() == Effect.Removal.EXPIRED) {
                    expired.add(key);
                } else {
                    removals.add(delete.removal());
                }
            }
        }
        if (!expired.isEmpty() || !removals.isEmpty()) {
            RemovalMarker marker = RemovalMarker.of(writeId, now(), expired, removals);
            then.add(Op.put(cache.keys().marker(), marker.toBytes()));
        }
        guard.ifPresent(when::add);
        return new Txn(when, then, otherwise);
    }

    private Op put(Bytes key, Effect.Put put, long writeId) {
        Envelope envelope = new Envelope(put.deadline(), writeId, put.flags(), put.payload());
        PutOptions options = PutOptions.defaults();
        if (put.deadline() != Envelope.ETERNAL) {
            options = options.lease(leases.leaseFor(put.deadline() - now()));
        }
        return Op.put(cache.keys().entry(key), envelope.toBytes(), options);
    }

    /** A record that the transaction writes, if it writes any. */
    private WriteMark mark(List<Wanted> wanted, long writeId) {
        return wanted.stream()
                .filter(one -> one.effect() instanceof Effect.Put)
                .findFirst()
                .map(one -> new WriteMark(cache.keys().entry(one.assumed().key()), writeId))
                .orElseGet(() -> new WriteMark(cache.keys().marker(), writeId));
    }

    private List<StoredEntry> stale(List<Wanted> wanted, TxnResult read, Optional<Cmp> guard) {
        List<StoredEntry> current = new ArrayList<>(wanted.size());
        boolean same = true;
        for (int i = 0; i < wanted.size(); i++) {
            StoredEntry assumed = wanted.get(i).assumed();
            StoredEntry found = cache.entry(assumed.key(), read.get(i + 1).first());
            same &= found.modRevision() == assumed.modRevision();
            current.add(found);
        }
        if (same) {
            throw guard.isPresent()
                    ? new GuardLostException("what guarded the update of the cache is lost")
                    : new IllegalStateException("a transaction was refused though all its conditions hold");
        }
        return current;
    }

    private long now() {
        return cluster.wallMillis().getAsLong();
    }
}
