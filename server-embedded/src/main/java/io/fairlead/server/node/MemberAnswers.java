package io.fairlead.server.node;

import io.fairlead.api.error.Answer;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.Membership;
import io.fairlead.server.membership.MembershipStore;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.transport.PeerAnswers;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a running member answers to the calls of its peers. Any thread. */
final class MemberAnswers implements PeerAnswers {
    private final long self;
    private final MemberNode node;
    private final MembershipStore membership;

    MemberAnswers(long self, MemberNode node, MembershipStore membership) {
        this.self = self;
        this.node = node;
        this.membership = membership;
    }

    @Override
    public List<Member> members() {
        return node.members();
    }

    @Override
    public boolean isRemoved(long memberId) {
        Membership now = membership.view();
        return now.wasRemoved(memberId)
                && now.find(self).filter(own -> !own.learner()).isPresent();
    }

    @Override
    public CompletableFuture<Answer<Long>> promoteLearner(long learnerId) {
        return node.promoteMember(learnerId).thenApply(answer -> answer.map(change -> learnerId));
    }

    @Override
    public CompletableFuture<Answer<Long>> renewLease(long leaseId) {
        return node.leases().renewHere(leaseId);
    }

    @Override
    public CompletableFuture<Answer<LeaseLife>> leaseLife(long leaseId, boolean withKeys) {
        return node.leases().lifeHere(leaseId, withKeys);
    }

    @Override
    public CompletableFuture<Answer<HashReport>> reportHash(long revision) {
        return node.reportHash(revision);
    }
}
