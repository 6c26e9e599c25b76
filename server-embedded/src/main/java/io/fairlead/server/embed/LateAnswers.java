package io.fairlead.server.embed;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.membership.Member;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.transport.PeerAnswers;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a member answers to its peers' calls; until it runs, that nobody is home. The transport is made before the node. */
final class LateAnswers implements PeerAnswers {
    private volatile PeerAnswers answers = new Nobody();

    void bind(PeerAnswers started) {
        answers = started;
    }

    @Override
    public List<Member> members() {
        return answers.members();
    }

    @Override
    public boolean isRemoved(long memberId) {
        return answers.isRemoved(memberId);
    }

    @Override
    public CompletableFuture<Answer<Long>> promoteLearner(long learnerId) {
        return answers.promoteLearner(learnerId);
    }

    @Override
    public CompletableFuture<Answer<Long>> renewLease(long leaseId) {
        return answers.renewLease(leaseId);
    }

    @Override
    public CompletableFuture<Answer<LeaseLife>> leaseLife(long leaseId, boolean withKeys) {
        return answers.leaseLife(leaseId, withKeys);
    }

    @Override
    public CompletableFuture<Answer<HashReport>> reportHash(long revision) {
        return answers.reportHash(revision);
    }

    /** A member that is not there yet. */
    private static final class Nobody implements PeerAnswers {
        @Override
        public List<Member> members() {
            return List.of();
        }

        @Override
        public boolean isRemoved(long memberId) {
            return false;
        }

        @Override
        public CompletableFuture<Answer<Long>> promoteLearner(long learnerId) {
            return refused(EtcdError.NOT_LEADER);
        }

        @Override
        public CompletableFuture<Answer<Long>> renewLease(long leaseId) {
            return refused(EtcdError.NOT_LEADER);
        }

        @Override
        public CompletableFuture<Answer<LeaseLife>> leaseLife(long leaseId, boolean withKeys) {
            return refused(EtcdError.NOT_LEADER);
        }

        @Override
        public CompletableFuture<Answer<HashReport>> reportHash(long revision) {
            return refused(EtcdError.TIMEOUT);
        }

        private static <T> CompletableFuture<Answer<T>> refused(EtcdError error) {
            return CompletableFuture.completedFuture(Answer.refused(error));
        }
    }
}
