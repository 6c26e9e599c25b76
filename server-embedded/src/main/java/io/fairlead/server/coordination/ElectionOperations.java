package io.fairlead.server.coordination;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.v3electionpb.CampaignRequest;
import io.fairlead.api.pb.v3electionpb.CampaignResponse;
import io.fairlead.api.pb.v3electionpb.LeaderKey;
import io.fairlead.api.pb.v3electionpb.LeaderRequest;
import io.fairlead.api.pb.v3electionpb.LeaderResponse;
import io.fairlead.api.pb.v3electionpb.ProclaimRequest;
import io.fairlead.api.pb.v3electionpb.ProclaimResponse;
import io.fairlead.api.pb.v3electionpb.ResignRequest;
import io.fairlead.api.pb.v3electionpb.ResignResponse;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The election service. Safe from any thread; headers of responses hold the revision alone. */
public final class ElectionOperations {
    private final Node node;

    public ElectionOperations(Node node) {
        this.node = node;
    }

    /**
     * Waits until the caller leads. Refused as LEASE_NOT_FOUND, as ELECTION_NOT_LEADER where the lease ended while it waited, or as
     * the node refuses.
     *
     * @param executor runs one thing at a time; the call's own work
     */
    public Waiting<CampaignResponse> campaign(CampaignRequest request, Requester requester, Executor executor) {
        CampaignCall call = new CampaignCall(node, request, requester, executor);
        call.start();
        return call;
    }

    /** Changes the value of a leader that leads; refused as ELECTION_NOT_LEADER where it does not, or as LEASE_NOT_FOUND. */
    public CompletableFuture<Answer<ProclaimResponse>> proclaim(
            ProclaimRequest request, Requester requester, Executor executor) {
        if (!request.hasLeader()) {
            return CompletableFuture.completedFuture(Answer.refused(EtcdError.ELECTION_LEADER_MISSING));
        }
        LeaderKey leader = request.getLeader();
        Steps steps = new Steps(executor);
        return steps.then(
                ServerLease.orGiven(leader.getLease(), node, requester),
                lease -> steps.then(
                        proclaim(node, leader.getKey(), leader.getRev(), request.getValue(), lease, requester),
                        header -> Steps.done(
                                ProclaimResponse.newBuilder().setHeader(header).build())));
    }

    /** Puts a value under a place in the line that is still there. */
    static CompletableFuture<Answer<ResponseHeader>> proclaim(
            Node node, ByteString key, long created, ByteString value, long lease, Requester requester) {
        TxnRequest txn = TxnRequest.newBuilder()
                .addCompare(Contenders.created(key, created))
                .addSuccess(Contenders.put(key, value, lease))
                .build();
        return node.propose(CommandKind.TXN, txn, requester)
                .thenApply(answer -> answer.flatMap(done -> {
                    TxnResponse response = (TxnResponse) done;
                    return response.getSucceeded()
                            ? Answer.ok(response.getHeader())
                            : Answer.refused(EtcdError.ELECTION_NOT_LEADER);
                }));
    }

    /** Who leads now; refused as ELECTION_NO_LEADER. */
    public CompletableFuture<Answer<LeaderResponse>> leader(LeaderRequest request, Requester requester) {
        return node.range(new Contenders(request.getName()).first(), requester)
                .thenApply(answer -> answer.flatMap(found -> found.getKvsCount() == 0
                        ? Answer.refused(EtcdError.ELECTION_NO_LEADER)
                        : Answer.ok(LeaderResponse.newBuilder()
                                .setHeader(found.getHeader())
                                .setKv(found.getKvs(0))
                                .build())));
    }

    /**
     * Tells who leads, now and from now on; nothing is told until {@link Observation#resume}.
     *
     * @param requester says each time anew on whose behalf is read
     * @param executor runs one thing at a time; the call's own work, {@code observer} included
     */
    public Observation observe(
            LeaderRequest request, Supplier<Answer<Requester>> requester, Observer observer, Executor executor) {
        return new Observation(node, new Contenders(request.getName()), requester, observer, executor);
    }

    /** Gives up leading, or the place in the line; does nothing where that is gone. */
    public CompletableFuture<Answer<ResignResponse>> resign(ResignRequest request, Requester requester) {
        if (!request.hasLeader()) {
            return CompletableFuture.completedFuture(Answer.refused(EtcdError.ELECTION_LEADER_MISSING));
        }
        LeaderKey leader = request.getLeader();
        return node.propose(CommandKind.TXN, Contenders.leave(leader.getKey(), leader.getRev()), requester)
                .thenApply(answer -> answer.map(done -> ResignResponse.newBuilder()
                        .setHeader(((TxnResponse) done).getHeader())
                        .build()));
    }
}
