package io.fairlead.server.coordination;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.api.pb.v3electionpb.CampaignRequest;
import io.fairlead.api.pb.v3electionpb.CampaignResponse;
import io.fairlead.api.pb.v3electionpb.LeaderKey;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** One candidate on the way to lead. On the call's executor. */
final class CampaignCall extends LineCall<CampaignResponse> {
    private final CampaignRequest request;

    CampaignCall(Node node, CampaignRequest request, Requester requester, Executor executor) {
        super(node, request.getName(), request.getLease(), requester, executor);
        this.request = request;
    }

    @Override
    CompletableFuture<Answer<CampaignResponse>> run(long lease) {
        ByteString key = keyOf(lease);
        return steps().then(enter(key, request.getValue(), lease), txn -> entered(key, lease, txn));
    }

    private CompletableFuture<Answer<CampaignResponse>> entered(ByteString key, long lease, TxnResponse txn) {
        long head = head(txn);
        if (txn.getSucceeded()) {
            return await(leaderKey(key, lease, txn.getHeader().getRevision()), txn.getHeader(), head);
        }
        KeyValue standing = txn.getResponses(0).getResponseRange().getKvs(0);
        LeaderKey place = leaderKey(key, lease, standing.getCreateRevision());
        if (standing.getValue().equals(request.getValue())) {
            return await(place, txn.getHeader(), head);
        }
        CompletableFuture<Answer<ResponseHeader>> proclaimed = ElectionOperations.proclaim(
                node(), key, standing.getCreateRevision(), request.getValue(), lease, requester());
        return steps().then(
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
        CompletableFuture<Answer<CampaignResponse>> lead = head == place.getRev()
                ? Steps.done(won)
                : steps().then(
                                turn(place.getKey(), place.getRev(), EtcdError.ELECTION_NOT_LEADER),
                                ignored -> Steps.done(won));
        return lead.whenComplete((result, broken) -> leaveIf(isCancelled(), place));
    }

    private void leaveIf(boolean wanted, LeaderKey place) {
        if (wanted) {
            leave(place.getKey(), place.getRev());
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
