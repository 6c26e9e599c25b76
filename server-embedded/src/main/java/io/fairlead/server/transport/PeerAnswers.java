package io.fairlead.server.transport;

import io.fairlead.api.error.Answer;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.membership.Member;
import io.fairlead.server.mvcc.HashReport;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a member answers to the calls of its peers that are no Raft messages. Any transport thread; never blocks. */
public interface PeerAnswers {
    /** The members as this member has applied them. */
    List<Member> members();

    /**
     * True if this member votes and has applied the removal of {@code memberId}, which no crash makes it forget: whoever
     * speaks under that id must stop.
     */
    boolean isRemoved(long memberId);

    /** Promotes a learner, if this member leads; completes with its id. */
    CompletableFuture<Answer<Long>> promoteLearner(long learnerId);

    /** Gives a lease its whole time again, if this member leads; completes with that time in seconds. */
    CompletableFuture<Answer<Long>> renewLease(long leaseId);

    /** What a lease has left, if this member leads. */
    CompletableFuture<Answer<LeaseLife>> leaseLife(long leaseId, boolean withKeys);

    /** The hash of this member's keys at a revision, 0 for the newest; whether it leads or not. */
    CompletableFuture<Answer<HashReport>> reportHash(long revision);
}
