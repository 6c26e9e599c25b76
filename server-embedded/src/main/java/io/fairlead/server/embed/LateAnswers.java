package io.fairlead.server.embed;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.membership.Member;
import io.fairlead.server.node.MemberRuntime;
import io.fairlead.server.transport.PeerAnswers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a member answers to its peers' calls; until it runs, that nobody is home. The transport is made before the node. */
final class LateAnswers implements PeerAnswers {
    private volatile @Nullable MemberRuntime runtime;

    void bind(MemberRuntime started) {
        runtime = started;
    }

    @Override
    public List<Member> members() {
        MemberRuntime now = runtime;
        return now == null ? List.of() : now.node().members();
    }

    @Override
    public boolean isRemoved(long memberId) {
        MemberRuntime now = runtime;
        return now != null && now.isRemoved(memberId);
    }

    @Override
    public CompletableFuture<Answer<Long>> promoteLearner(long learnerId) {
        MemberRuntime now = runtime;
        if (now == null) {
            return nobodyLeads();
        }
        return now.node().promoteMember(learnerId).thenApply(answer -> answer.map(change -> learnerId));
    }

    @Override
    public CompletableFuture<Answer<Long>> renewLease(long leaseId) {
        MemberRuntime now = runtime;
        return now == null ? nobodyLeads() : now.renewLease(leaseId);
    }

    @Override
    public CompletableFuture<Answer<LeaseLife>> leaseLife(long leaseId, boolean withKeys) {
        MemberRuntime now = runtime;
        return now == null ? nobodyLeads() : now.leaseLife(leaseId, withKeys);
    }

    private static <T> CompletableFuture<Answer<T>> nobodyLeads() {
        return CompletableFuture.completedFuture(Answer.refused(EtcdError.NOT_LEADER));
    }
}
