package io.fairlead.server.rpc;

import io.fairlead.api.pb.v3electionpb.CampaignRequest;
import io.fairlead.api.pb.v3electionpb.CampaignResponse;
import io.fairlead.api.pb.v3electionpb.ElectionGrpc;
import io.fairlead.api.pb.v3electionpb.LeaderRequest;
import io.fairlead.api.pb.v3electionpb.LeaderResponse;
import io.fairlead.api.pb.v3electionpb.ProclaimRequest;
import io.fairlead.api.pb.v3electionpb.ProclaimResponse;
import io.fairlead.api.pb.v3electionpb.ResignRequest;
import io.fairlead.api.pb.v3electionpb.ResignResponse;
import io.fairlead.server.coordination.ElectionOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** etcd's Election service. */
final class ElectionService extends ElectionGrpc.ElectionImplBase {
    private final ElectionOperations operations;
    private final Desk desk;

    /** @param desk one {@link Desk#withoutCodes} */
    ElectionService(ElectionOperations operations, Desk desk) {
        this.operations = operations;
        this.desk = desk;
    }

    @Override
    public void campaign(CampaignRequest request, StreamObserver<CampaignResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.serveWaiting(
                call,
                (requester, executor) -> operations.campaign(request, requester, executor),
                response -> response.toBuilder()
                        .setHeader(desk.headers().at(response.getHeader().getRevision()))
                        .build());
    }

    @Override
    public void proclaim(ProclaimRequest request, StreamObserver<ProclaimResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.serve(
                call,
                requester -> operations.proclaim(request, requester, desk.sequence()),
                response -> response.toBuilder()
                        .setHeader(desk.headers().at(response.getHeader().getRevision()))
                        .build());
    }

    @Override
    public void leader(LeaderRequest request, StreamObserver<LeaderResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.serve(call, requester -> operations.leader(request, requester), this::finish);
    }

    @Override
    public void observe(LeaderRequest request, StreamObserver<LeaderResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        Caller caller = Caller.current();
        ObserveStream stream = new ObserveStream((ServerCallStreamObserver<LeaderResponse>) call, desk, this::finish);
        stream.open(operations.observe(request, caller::requester, stream, desk.sequence()));
    }

    @Override
    public void resign(ResignRequest request, StreamObserver<ResignResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.serve(
                call,
                requester -> operations.resign(request, requester),
                response -> response.toBuilder()
                        .setHeader(desk.headers().at(response.getHeader().getRevision()))
                        .build());
    }

    private LeaderResponse finish(LeaderResponse response) {
        return response.toBuilder()
                .setHeader(desk.headers().at(response.getHeader().getRevision()))
                .build();
    }
}
