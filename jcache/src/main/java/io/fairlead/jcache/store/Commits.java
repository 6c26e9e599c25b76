package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.RefusedException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Commits transactions so that it is known in the end whether they were carried out. Safe to share between threads.
 *
 * <p>A transaction that is guarded by what it changes is carried out once at most, however often it is sent: so it is sent again
 * when its answer was lost. Before that, the history tells whether it was carried out already. One guard does not last: "there
 * is no record" becomes true again when the record is removed. So a creation that is sent again is fenced by the marker, which
 * moves with every removal: had the first one been carried out and undone since the look into history, the second one is not.
 *
 * <p>What that leaves open: a creation that the network keeps back for longer than its caller tried, and delivers when the
 * record was created and removed again. Members do not keep requests; ADR 26 has the argument.
 */
final class Commits {
    private final ClusterAccess cluster;
    private final WriteHistory history;

    /** A revision that the store has reached, as far as answers told; writes that are sent now come behind it. */
    private final AtomicLong horizon = new AtomicLong();

    Commits(ClusterAccess cluster, long horizon) {
        this.cluster = cluster;
        this.history = new WriteHistory(cluster);
        saw(horizon);
    }

    /** What came of a transaction. */
    sealed interface Answer {
        /** It was carried out, once. */
        record Done(long revision) implements Answer {}

        /** It was not, and will not be: here is what it read instead. */
        record Refused(TxnResult result) implements Answer {}
    }

    /** A revision that the store has reached. */
    long horizon() {
        return horizon.get();
    }

    /** The store has reached this revision. */
    void saw(long revision) {
        horizon.accumulateAndGet(revision, Math::max);
    }

    /**
     * Commits a transaction that, carried out, makes its own conditions false.
     *
     * @param creates whether its conditions could become true again when a record is removed
     * @param marker the record that moves with every removal
     */
    Answer commitOnce(Txn txn, WriteMark mark, boolean creates, Bytes marker) {
        CallTime time = cluster.begin();
        long floor = horizon.get();
        Doubt doubt = new Doubt();
        for (int lost = 0; ; lost++) {
            try {
                if (doubt.isEmpty()) {
                    return answer(cluster.kvWithin().apply(time.half()).commit(txn));
                }
                Optional<Answer> answer = resend(txn, new Resend(mark, floor, creates, marker, time));
                if (answer.isPresent()) {
                    return answer.get();
                }
            } catch (FairleadException failure) {
                doubt.add(failure, time);
                cluster.giveWay(lost + 1, doubt.outcome());
            }
            if (!doubt.isEmpty() && time.isOver()) {
                throw doubt.thrown();
            }
        }
    }

    /** What sending again needs to know. */
    private record Resend(WriteMark mark, long floor, boolean creates, Bytes marker, CallTime time) {}

    /** Empty if it must be looked at again, because others have removed something meanwhile. */
    private Optional<Answer> resend(Txn txn, Resend again) {
        WriteHistory.Finding before = history.find(again.mark(), again.floor(), again.time());
        if (before.carriedOut().isPresent()) {
            return done(before.carriedOut().getAsLong());
        }
        Txn sent = again.creates() ? fenced(txn, again.marker(), before.upTo()) : txn;
        TxnResult result = cluster.kvWithin().apply(again.time().half()).commit(sent);
        saw(result.revision());
        if (result.succeeded()) {
            return done(result.revision());
        }
        WriteHistory.Finding after = history.find(again.mark(), before.upTo(), again.time());
        if (after.carriedOut().isPresent()) {
            return done(after.carriedOut().getAsLong());
        }
        boolean fenceOnly = again.creates() && hasMoved(result, before.upTo());
        return fenceOnly ? Optional.empty() : Optional.of(new Answer.Refused(result));
    }

    private static Txn fenced(Txn txn, Bytes marker, long revision) {
        KeyRange record = KeyRange.single(marker);
        return new Txn(
                append(txn.when(), Cmp.modRevision(record).isLessThan(revision + 1)),
                txn.then(),
                append(txn.otherwise(), Op.get(record, ReadOptions.defaults().withKeysOnly())));
    }

    private static <T> List<T> append(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    private static boolean hasMoved(TxnResult fencedResult, long since) {
        return fencedResult
                .get(fencedResult.results().size() - 1)
                .first()
                .map(KeyValue::modRevision)
                .filter(revision -> revision > since)
                .isPresent();
    }

    private Optional<Answer> done(long revision) {
        saw(revision);
        return Optional.of(new Answer.Done(revision));
    }

    private Answer answer(TxnResult result) {
        saw(result.revision());
        return result.succeeded() ? new Answer.Done(result.revision()) : new Answer.Refused(result);
    }

    /**
     * Commits a transaction that would be carried out again if it were sent again, so it is sent once; if the answer is lost,
     * the history may tell that it was carried out.
     */
    Answer commitBlindly(Txn txn, WriteMark mark) {
        CallTime time = cluster.begin();
        long floor = horizon.get();
        try {
            return answer(cluster.kvWithin().apply(time.half()).commit(txn));
        } catch (FairleadException failure) {
            if (failure.outcome() == Outcome.NOT_APPLIED || isFinal(failure)) {
                throw failure;
            }
            return done(sought(mark, floor, time, failure)).orElseThrow();
        }
    }

    private long sought(WriteMark mark, long floor, CallTime time, FairleadException failure) {
        try {
            return history.find(mark, floor, time).carriedOut().orElseThrow(() -> failure);
        } catch (FairleadException blind) {
            if (blind != failure) {
                failure.addSuppressed(blind);
            }
            throw failure;
        }
    }

    /** Commits a transaction that may be carried out more than once with the same effect. */
    TxnResult commitRepeatedly(Txn txn) {
        CallTime time = cluster.begin();
        Doubt doubt = new Doubt();
        for (int lost = 1; ; lost++) {
            try {
                TxnResult result = cluster.kvWithin().apply(time.half()).commit(txn);
                saw(result.revision());
                return result;
            } catch (FairleadException failure) {
                doubt.add(failure, time);
                cluster.giveWay(lost, doubt.outcome());
            }
        }
    }

    /** True for failures after which nobody wants, or is able, to send again. */
    private static boolean isFinal(FairleadException failure) {
        return failure instanceof InterruptedCallException || failure instanceof ClientClosedException;
    }

    /** That a transaction may have been carried out: the failures that left it open. For one thread. */
    private static final class Doubt {
        private @Nullable FairleadException first;

        boolean isEmpty() {
            return first == null;
        }

        Outcome outcome() {
            return isEmpty() ? Outcome.NOT_APPLIED : Outcome.UNKNOWN;
        }

        FairleadException thrown() {
            if (first == null) {
                throw new IllegalStateException("nothing is in doubt");
            }
            return first;
        }

        /** Takes a failure, or throws what is to be thrown if there is no point, or no time, in going on. */
        void add(FairleadException failure, CallTime time) {
            if (isForGood(failure)) {
                throw failure;
            }
            FairleadException doubt = first;
            if (doubt == null && failure.outcome() == Outcome.NOT_APPLIED) {
                if (!(failure instanceof DeadlineExceededException) || time.isOver()) {
                    throw failure;
                }
                return; // The half was too short; no doubt arises.
            }
            if (doubt == null) {
                first = failure;
                doubt = failure;
            } else {
                doubt.addSuppressed(failure);
            }
            boolean refused = failure instanceof RefusedException && failure.outcome() == Outcome.NOT_APPLIED;
            if (refused || isFinal(failure) || time.isOver()) {
                throw doubt;
            }
        }

        /**
         * True if the conditions held, so nothing sent before was carried out, and what the transaction needs is gone, so
         * nothing sent before will be.
         */
        private static boolean isForGood(FairleadException failure) {
            return failure.error()
                    .filter(error -> error == EtcdError.LEASE_NOT_FOUND)
                    .isPresent();
        }
    }
}
