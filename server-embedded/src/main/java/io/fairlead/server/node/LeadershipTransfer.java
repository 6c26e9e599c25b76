package io.fairlead.server.node;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The one caller who waits for a leadership transfer, if there is one. Owned by the raft loop. */
final class LeadershipTransfer {
    private final long timeoutNanos;
    private @Nullable CompletableFuture<Answer<Long>> waiting;
    private long targetId;
    private long deadlineNanos;

    LeadershipTransfer(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
    }

    /** A second transfer takes the place of the first, whose caller hears so. */
    void begin(long newTargetId, CompletableFuture<Answer<Long>> future, long nowNanos) {
        end(Answer.refused(EtcdError.LEADER_CHANGED));
        waiting = future;
        targetId = newTargetId;
        deadlineNanos = nowNanos + timeoutNanos;
    }

    void leaderIs(long leaderId) {
        if (leaderId == 0) {
            return; // Between two leaders.
        }
        end(leaderId == targetId ? Answer.ok(leaderId) : Answer.refused(EtcdError.LEADER_CHANGED));
    }

    void expire(long nowNanos) {
        if (waiting != null && deadlineNanos - nowNanos <= 0) {
            end(Answer.refused(EtcdError.TIMEOUT));
        }
    }

    void close() {
        end(Answer.refused(EtcdError.STOPPED));
    }

    private void end(Answer<Long> answer) {
        CompletableFuture<Answer<Long>> future = waiting;
        waiting = null;
        if (future != null) {
            future.complete(answer);
        }
    }
}
