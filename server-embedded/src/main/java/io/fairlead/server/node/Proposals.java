package io.fairlead.server.node;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The promises made to callers whose proposals are on their way: request id to future.
 *
 * <p>Registered from any thread, answered by the apply loop when the entry is applied here, expired by the raft loop. Each
 * promise is answered once; whoever removes it from the map answers it. The raft loop notes beside a promise what it offered for
 * it and when, to know what a change of leaders took away.
 */
final class Proposals {
    private final ConcurrentSkipListMap<Long, Pending> waiting = new ConcurrentSkipListMap<>();
    private final long timeoutNanos;
    private final LongAdder failed = new LongAdder();

    /** Why new promises are refused; null while the member runs. */
    private volatile @Nullable EtcdError closed;

    Proposals(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
    }

    /** Makes a promise, unless the member has stopped: then it is answered at once. */
    <T> CompletableFuture<Answer<T>> register(long requestId, long nowNanos) {
        CompletableFuture<Answer<T>> future = new CompletableFuture<>();
        waiting.put(requestId, new Pending(nowNanos + timeoutNanos, future));
        EtcdError why = closed;
        if (why != null) {
            refuse(requestId, why);
        }
        return future;
    }

    /** How many promises wait for their answer. */
    int size() {
        return waiting.size();
    }

    /** How many promises were broken: their proposals were dropped, or their time was over. Any thread. */
    long failedCount() {
        return failed.sum();
    }

    /** The request is applied, and its answer comes when what it asked for has been carried out, however long that takes. */
    void takesLonger(long requestId) {
        Pending pending = waiting.get(requestId);
        if (pending != null) {
            pending.mayExpire = false;
        }
    }

    /** The request was offered to the log in {@code term}. Raft loop. */
    void offered(long requestId, RaftInput input, long term) {
        Pending pending = waiting.get(requestId);
        if (pending != null) {
            pending.offered = input;
            pending.offeredTerm = term;
        }
    }

    /**
     * What was offered in a term before {@code term} and never will be applied, in the order in which it came; it is to be offered
     * again. To be called when all that was applied before the first entry of {@code term} has been answered. Raft loop.
     */
    List<RaftInput> lostBefore(long term) {
        List<RaftInput> lost = new ArrayList<>();
        for (Pending pending : waiting.values()) {
            RaftInput input = pending.offered;
            if (input != null && pending.mayExpire && pending.offeredTerm < term) {
                pending.offered = null;
                lost.add(input);
            }
        }
        return lost;
    }

    /** Whether what was offered has been applied can't be told here any more: nothing of it is offered again. Raft loop. */
    void outcomesUnknown() {
        waiting.values().forEach(pending -> pending.offered = null);
    }

    /** Is somebody here waiting for this request? */
    boolean isWaiting(long requestId) {
        return waiting.containsKey(requestId);
    }

    /** Answers the request if it still waits. */
    void answer(long requestId, Answer<?> answer) {
        Pending pending = waiting.remove(requestId);
        if (pending != null) {
            pending.complete(answer);
        }
    }

    void refuse(long requestId, EtcdError error) {
        if (isWaiting(requestId)) {
            failed.increment();
        }
        answer(requestId, Answer.refused(error));
    }

    /** Answers those whose time is over. The outcome of what was proposed is unknown then, and the error says so. */
    int expire(long nowNanos, EtcdError error) {
        int count = 0;
        Iterator<Long> ids = waiting.keySet().iterator();
        while (ids.hasNext()) {
            long id = ids.next();
            Pending pending = waiting.get(id);
            if (pending == null || !pending.mayExpire) {
                continue;
            }
            if (pending.deadlineNanos - nowNanos > 0) {
                break; // Ids ascend with time and every promise lasts equally long.
            }
            refuse(id, error);
            count++;
        }
        return count;
    }

    /** Refuses everything that waits and everything that comes. */
    void close(EtcdError error) {
        closed = error;
        waiting.keySet().forEach(id -> refuse(id, error));
    }

    private static final class Pending {
        private final long deadlineNanos;
        private final CompletableFuture<?> future;
        private volatile boolean mayExpire = true;

        /** What is in a log or on its way to one, and the term of that; null while it is neither. Owned by the raft loop. */
        private @Nullable RaftInput offered;

        private long offeredTerm;

        Pending(long deadlineNanos, CompletableFuture<?> future) {
            this.deadlineNanos = deadlineNanos;
            this.future = future;
        }

        /** The type of the promise and that of the answer belong to the same request id. */
        @SuppressWarnings("unchecked")
        void complete(Answer<?> answer) {
            ((CompletableFuture<Answer<?>>) future).complete(answer);
        }
    }
}
