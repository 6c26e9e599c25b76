package io.fairlead.server.node;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.apply.AppliedState;
import io.fairlead.server.exec.Clock;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.MemberChange;
import io.fairlead.server.membership.MemberIds;
import io.fairlead.server.membership.MemberJson;
import io.fairlead.server.membership.MemberRules;
import io.fairlead.server.membership.Membership;
import io.fairlead.server.raft.RaftStatus;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.raft.model.ConfChangeType;
import io.fairlead.server.transport.PeerTransport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Membership changes on behalf of clients: asks the rules, proposes the change, promises the answer that applying it gives.
 * Any thread.
 */
final class MemberChanges {
    private final NodeConfig config;
    private final Clock clock;
    private final RequestIds requestIds;
    private final Proposals proposals;
    private final Mailbox<RaftInput> raftMailbox;
    private final PeerTransport transport;
    private final AppliedState state;

    MemberChanges(
            NodeConfig config,
            Clock clock,
            RequestIds requestIds,
            Proposals proposals,
            Mailbox<RaftInput> raftMailbox,
            PeerTransport transport,
            AppliedState state) {
        this.config = config;
        this.clock = clock;
        this.requestIds = requestIds;
        this.proposals = proposals;
        this.raftMailbox = raftMailbox;
        this.transport = transport;
        this.state = state;
    }

    CompletableFuture<Answer<MemberChange>> add(List<String> peerUrls, boolean learner) {
        if (config.strictReconfigCheck()) {
            Optional<EtcdError> refusal = MemberRules.mayAdd(state.membership(), learner, this::isConnected);
            if (refusal.isPresent()) {
                return refused(refusal.get());
            }
        }
        List<String> urls = peerUrls.stream().sorted().toList();
        long id = MemberIds.addedMember(urls, clock.wallMillis() / 1000);
        Member member = new Member(id, "", urls, List.of(), learner);
        ConfChangeType type = learner ? ConfChangeType.ADD_LEARNER_NODE : ConfChangeType.ADD_NODE;
        return propose(type, id, MemberJson.encodeContext(member));
    }

    CompletableFuture<Answer<MemberChange>> remove(long id) {
        if (config.strictReconfigCheck()) {
            Optional<EtcdError> refusal = MemberRules.mayRemove(
                    state.membership(), id, config.memberId(), this::isConnected, this::isReachable);
            if (refusal.isPresent()) {
                return refused(refusal.get());
            }
        }
        return propose(ConfChangeType.REMOVE_NODE, id, Bytes.empty());
    }

    CompletableFuture<Answer<MemberChange>> update(long id, List<String> peerUrls) {
        Member member = new Member(id, "", peerUrls.stream().sorted().toList(), List.of(), false);
        return propose(ConfChangeType.UPDATE_NODE, id, MemberJson.encodeContext(member));
    }

    /**
     * Promotes a learner. Only the leader knows whether it has caught up, so another member asks it, and answers once its own
     * state shows the change.
     *
     * @param barrier completes when this member has applied everything committed before
     */
    CompletableFuture<Answer<MemberChange>> promote(
            long id, Standing standing, Supplier<CompletableFuture<Answer<Long>>> barrier) {
        if (standing.leaderId() == 0) {
            return refused(EtcdError.NO_LEADER);
        }
        if (standing.leaderId() == config.memberId()) {
            return promoteAsLeader(id);
        }
        return transport.leaderCalls().promoteLearner(standing.leaderId(), id).thenCompose(answer -> {
            if (answer instanceof Answer.Refused<?> refused) {
                return refused(refused.error());
            }
            return barrier.get().thenApply(applied -> applied.flatMap(index -> found(id)));
        });
    }

    private CompletableFuture<Answer<MemberChange>> promoteAsLeader(long id) {
        if (state.membership().find(id).isEmpty()) {
            return refused(EtcdError.MEMBER_NOT_FOUND);
        }
        CompletableFuture<RaftStatus> status = new CompletableFuture<>();
        raftMailbox.post(new RaftInput.AskStatus(status));
        return status.thenCompose(now -> promoteIfReady(id, now));
    }

    /** As etcd, asks first whether it has caught up, and then whether it is a learner at all. */
    private CompletableFuture<Answer<MemberChange>> promoteIfReady(long id, RaftStatus status) {
        if (!status.isCaughtUp(id)) {
            return refused(EtcdError.LEARNER_NOT_READY);
        }
        return MemberRules.mayPromote(state.membership(), id, config.strictReconfigCheck())
                .map(MemberChanges::refused)
                .orElseGet(() -> propose(ConfChangeType.ADD_NODE, id, MemberJson.encodePromotion(id)));
    }

    private Answer<MemberChange> found(long id) {
        Membership now = state.membership();
        return now.find(id)
                .map(member -> Answer.ok(new MemberChange(member, now.all())))
                .orElseGet(() -> Answer.refused(EtcdError.MEMBER_NOT_FOUND));
    }

    private CompletableFuture<Answer<MemberChange>> propose(ConfChangeType type, long id, Bytes context) {
        long requestId = requestIds.next();
        CompletableFuture<Answer<MemberChange>> answer = proposals.register(requestId, clock.nanos());
        ConfChange change = new ConfChange(requestId, type, id, context);
        if (!raftMailbox.offer(new RaftInput.ProposeConfChange(change))) {
            proposals.refuse(requestId, EtcdError.TOO_MANY_REQUESTS);
        }
        return answer;
    }

    private boolean isConnected(long id) {
        return id == config.memberId() || transport.connectedNanos(id) >= MemberRules.HEALTH_INTERVAL_NANOS;
    }

    private boolean isReachable(long id) {
        return id == config.memberId() || transport.connectedNanos(id) > 0;
    }

    private static CompletableFuture<Answer<MemberChange>> refused(EtcdError error) {
        return CompletableFuture.completedFuture(Answer.refused(error));
    }
}
