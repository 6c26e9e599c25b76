package io.fairlead.server.node;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongPredicate;

/**
 * Linearizable reads in batches: all that wait when a round begins share one confirmation by the leader, then wait until this
 * member has applied what was committed at that moment (thesis section 6.4).
 *
 * <p>Each attempt of a round has an id of its own: a late answer to an older attempt must not satisfy it (the stale reads that
 * etcd had until 3.5.28). Owned by the raft loop.
 */
final class LinearizableReads {
    private final long retryNanos;
    private final long timeoutNanos;
    private final LongPredicate askLeader;

    /** Attempts that got no answer in time. */
    private final LongAdder slow = new LongAdder();

    /** Readers whose time was over. */
    private final LongAdder failed = new LongAdder();

    /** Waiting for the next round. */
    private List<Waiter> gathering = new ArrayList<>();
    /** The round that is under way; empty when there is none. */
    private List<Waiter> asked = new ArrayList<>();
    /** Confirmed, and waiting for the applied index. */
    private final ArrayDeque<Confirmed> confirmed = new ArrayDeque<>();

    private long attemptId;
    private long attemptSentNanos;

    /**
     * @param firstAttemptId unique to this start of the member, so that no answer to a former life is taken for ours
     * @param askLeader sends an attempt; false if no leader is known
     */
    LinearizableReads(long firstAttemptId, long retryNanos, long timeoutNanos, LongPredicate askLeader) {
        this.attemptId = firstAttemptId;
        this.retryNanos = retryNanos;
        this.timeoutNanos = timeoutNanos;
        this.askLeader = askLeader;
    }

    void add(CompletableFuture<Answer<Long>> future, long nowNanos) {
        gathering.add(new Waiter(future, nowNanos + timeoutNanos));
    }

    /** Begins a round if one is due, repeats one that got no answer, and gives up on readers whose time is over. */
    int turn(long nowNanos) {
        int work = expire(gathering, nowNanos) + expire(asked, nowNanos);
        confirmed.forEach(round -> expire(round.waiters, nowNanos));
        if (asked.isEmpty() && !gathering.isEmpty()) {
            List<Waiter> round = gathering;
            gathering = asked;
            asked = round;
            ask(nowNanos);
            work++;
        } else if (!asked.isEmpty() && nowNanos - attemptSentNanos >= retryNanos) {
            slow.increment();
            ask(nowNanos);
            work++;
        }
        return work;
    }

    /** How many attempts got no answer in time. Any thread. */
    long slowCount() {
        return slow.sum();
    }

    /** How many readers were given no answer. Any thread. */
    long failedCount() {
        return failed.sum();
    }

    /** How many readers wait. */
    int size() {
        int waiting = gathering.size() + asked.size();
        for (Confirmed round : confirmed) {
            waiting += round.waiters.size();
        }
        return waiting;
    }

    /** When {@link #turn} has something to do even if nothing happens, or {@code Long.MAX_VALUE}. */
    long deadlineNanos() {
        return asked.isEmpty() && gathering.isEmpty() ? Long.MAX_VALUE : attemptSentNanos + retryNanos;
    }

    /** The leader confirmed attempt {@code id}: everything up to {@code index} was committed when it began. */
    void confirmed(long id, long index, long appliedIndex) {
        if (id != attemptId || asked.isEmpty()) {
            return;
        }
        confirmed.add(new Confirmed(index, asked));
        asked = new ArrayList<>();
        applied(appliedIndex);
    }

    void applied(long appliedIndex) {
        while (!confirmed.isEmpty() && confirmed.peekFirst().index <= appliedIndex) {
            Confirmed round = confirmed.removeFirst();
            round.waiters.forEach(waiter -> waiter.future.complete(Answer.ok(round.index)));
        }
    }

    /**
     * The leader changed: the round under way may never be answered, and an answer of the old leader must not count. Its
     * readers join the next round, which asks the new leader; reads may be asked twice, so nobody has to hear of it (etcd
     * refuses them with "leader changed" instead).
     */
    void leaderChanged() {
        asked.addAll(gathering);
        gathering = asked;
        asked = new ArrayList<>();
        attemptId++;
    }

    void close(EtcdError error) {
        refuse(gathering, error);
        refuse(asked, error);
        confirmed.forEach(round -> refuse(round.waiters, error));
        gathering = new ArrayList<>();
        asked = new ArrayList<>();
        confirmed.clear();
    }

    private void ask(long nowNanos) {
        attemptId++;
        attemptSentNanos = nowNanos;
        boolean sent = askLeader.test(attemptId);
        if (!sent) {
            attemptId++; // Nothing is under way under this id; the retry takes a new one.
        }
    }

    private static void refuse(List<Waiter> waiters, EtcdError error) {
        waiters.forEach(waiter -> waiter.future.complete(Answer.refused(error)));
    }

    private int expire(List<Waiter> waiters, long nowNanos) {
        int before = waiters.size();
        waiters.removeIf(waiter -> {
            boolean over = nowNanos - waiter.deadlineNanos >= 0;
            if (over) {
                waiter.future.complete(Answer.refused(EtcdError.TIMEOUT));
            }
            return over;
        });
        int expired = before - waiters.size();
        failed.add(expired);
        return expired;
    }

    private record Waiter(CompletableFuture<Answer<Long>> future, long deadlineNanos) {}

    private record Confirmed(long index, List<Waiter> waiters) {}
}
