package io.fairlead.server.transport;

import io.fairlead.api.error.Answer;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.mvcc.HashReport;
import java.util.concurrent.CompletableFuture;

/** Calls from one member to another that are no Raft messages. */
public interface LeaderCalls {
    /**
     * Asks member {@code leaderId} to promote the learner {@code learnerId}, as if a client of its own had asked.
     *
     * @return completes on a transport thread with {@code learnerId} when the promotion is applied at the leader, or with the leader's own
     *     refusal; where the leader can't be reached or does not answer in time, with {@code TIMEOUT}: the promotion may
     *     or may not come to pass, and asking again is safe
     */
    CompletableFuture<Answer<Long>> promoteLearner(long leaderId, long learnerId);

    /**
     * Asks member {@code leaderId} to give a lease its whole time again.
     *
     * @return completes on a transport thread with that time in seconds, or with the leader's own refusal, NOT_LEADER among them;
     *     where it can't be reached or does not answer in time, with {@code TIMEOUT}. Asking again is safe
     */
    CompletableFuture<Answer<Long>> renewLease(long leaderId, long leaseId);

    /** Asks member {@code leaderId} what a lease has left; completes as {@link #renewLease} does. */
    CompletableFuture<Answer<LeaseLife>> leaseLife(long leaderId, long leaseId, boolean withKeys);

    /**
     * Asks any member for the hash of its keys at a revision, 0 for its newest.
     *
     * @return completes on a transport thread; with {@code TIMEOUT} where the member can't be reached or does not answer in time,
     *     which may be minutes, since it reads all its keys. Asking again is safe
     */
    CompletableFuture<Answer<HashReport>> reportHash(long memberId, long revision);
}
