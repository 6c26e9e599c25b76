package io.fairlead.server.coordination;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.api.pb.v3electionpb.CampaignRequest;
import io.fairlead.api.pb.v3electionpb.CampaignResponse;
import io.fairlead.api.pb.v3electionpb.LeaderKey;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One candidate on the way to lead. On the call's executor. */
final class CampaignCall implements Waiting<CampaignResponse> {
    private final Node node;
    private final CampaignRequest request;
    private final Contenders contenders;
    private final Requester requester;
    private final Steps steps;
    private final CompletableFuture<Answer<CampaignResponse>> answer = new CompletableFuture<>();
    private boolean cancelled;
    private @Nullable Turn turn;

    CampaignCall(Node node, CampaignRequest request, Requester requester, Executor executor) {
        this.node = node;
        this.request = request;
        this.contenders = new Contenders(request.getName());
        this.requester = requester;
        this.steps = new Steps(executor);
    }

    void start() {
        var unused = steps.then(ServerLease.orGiven(request.getLease(), node, requester), this::enter)
                .whenComplete((result, broken) -> {
                    if (result == null) {
                        answer.completeExceptionally(broken == null ? new IllegalStateException("no answer") : broken);
                    } else {
                        answer.complete(result);
                    }
                });
    }

    @Override
    public CompletableFuture<Answer<CampaignResponse>> answer() {
        return answer;
    }

    @Override
    public void cancel() {
        steps.go(() -> {
            cancelled = true;
            if (turn != null) {
                turn.cancel();
            }
        });
    }

    private CompletableFuture<Answer<CampaignResponse>> enter(long lease) {
        ByteString key = contenders.keyOf(lease);
        TxnRequest txn = TxnRequest.newBuilder()
                .addCompare(Contenders.created(key, 0))
                .addSuccess(Contenders.put(key, request.getValue(), lease))
                .addSuccess(Contenders.range(contenders.first()))
                .addFailure(Contenders.range(Contenders.one(key)))
                .addFailure(Contenders.range(contenders.first()))
                .build();
        return steps.then(
                node.propose(CommandKind.TXN, txn, requester), done -> entered(key, lease, (TxnResponse) done));
    }

    private CompletableFuture<Answer<CampaignResponse>> entered(ByteString key, long lease, TxnResponse txn) {
        long head = txn.getResponses(1).getResponseRange().getKvs(0).getCreateRevision();
        if (txn.getSucceeded()) {
            return await(leaderKey(key, lease, txn.getHeader().getRevision()), txn.getHeader(), head);
        }
        KeyValue standing = txn.getResponses(0).getResponseRange().getKvs(0);
        LeaderKey place = leaderKey(key, lease, standing.getCreateRevision());
        if (standing.getValue().equals(request.getValue())) {
            return await(place, txn.getHeader(), head);
        }
        CompletableFuture<Answer<ResponseHeader>> proclaimed = ElectionOperations.proclaim(
                node, key, standing.getCreateRevision(), request.getValue(), lease, requester);
        return steps.then(
                proclaimed.whenComplete((result, broken) -> leaveIf(result instanceof Answer.Refused, place)),
                header -> await(place, txn.getHeader(), head));
    }

    /**
     * The answer names the revision at which the caller entered the line, as etcd's does, not that of its turn.
     *
     * @param head where the head of the line was created, when the caller's place in it was seen
     */
    private CompletableFuture<Answer<CampaignResponse>> await(LeaderKey place, ResponseHeader header, long head) {
        CampaignResponse won =
                CampaignResponse.newBuilder().setHeader(header).setLeader(place).build();
        CompletableFuture<Answer<CampaignResponse>> lead =
                head == place.getRev() ? Steps.done(won) : steps.then(turn(place), ignored -> Steps.done(won));
        return lead.whenComplete((result, broken) -> leaveIf(cancelled, place));
    }

    private CompletableFuture<Answer<ResponseHeader>> turn(LeaderKey place) {
        Turn waiting = new Turn(node, contenders, place.getKey(), place.getRev(), requester, steps);
        turn = waiting;
        if (cancelled) {
            waiting.cancel();
        }
        return waiting.await(EtcdError.ELECTION_NOT_LEADER);
    }

    private void leaveIf(boolean wanted, LeaderKey place) {
        if (wanted) {
            var unused =
                    node.propose(CommandKind.TXN, Contenders.leave(place.getKey(), place.getRev()), Requester.MEMBER);
        }
    }

    private LeaderKey leaderKey(ByteString key, long lease, long created) {
        return LeaderKey.newBuilder()
                .setName(request.getName())
                .setKey(key)
                .setRev(created)
                .setLease(lease)
                .build();
    }
}
