package io.fairlead.server.transport;

import java.util.concurrent.CompletableFuture;

/** Calls from one member to another that are no Raft messages. */
public interface LeaderCalls {
    /**
     * Asks member {@code leaderId} to promote the learner {@code learnerId}, as if a client of its own had asked.
     *
     * @return completes when the promotion is applied at the leader; fails with the leader's own error
     */
    CompletableFuture<Void> promoteLearner(long leaderId, long learnerId);
}
