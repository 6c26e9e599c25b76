package io.fairlead.server.rpc;

import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseStatus;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.node.Node;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** etcd's Lease service. */
final class LeaseService extends LeaseGrpc.LeaseImplBase {
    private final Node node;
    private final Desk desk;

    LeaseService(Node node, Desk desk) {
        this.node = node;
        this.desk = desk;
    }

    @Override
    public void leaseGrant(LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> call) {
        if (!desk.admits(call) || !desk.hasRoomFor(call, request)) {
            return;
        }
        desk.serve(call, requester -> node.leases().grant(request, requester), (MessageLite done) -> {
            LeaseGrantResponse response = (LeaseGrantResponse) done;
            return response.toBuilder()
                    .setHeader(desk.headers().at(response.getHeader().getRevision()))
                    .build();
        });
    }

    @Override
    public void leaseRevoke(LeaseRevokeRequest request, StreamObserver<LeaseRevokeResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.serve(
                call, requester -> node.propose(CommandKind.LEASE_REVOKE, request, requester), (MessageLite done) -> {
                    LeaseRevokeResponse response = (LeaseRevokeResponse) done;
                    return response.toBuilder()
                            .setHeader(desk.headers().at(response.getHeader().getRevision()))
                            .build();
                });
    }

    /** A lease that is not there is no error here, but has a time of -1, as in etcd. */
    @Override
    public void leaseTimeToLive(LeaseTimeToLiveRequest request, StreamObserver<LeaseTimeToLiveResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.serve(
                call,
                requester -> node.leases()
                        .life(request.getID(), request.getKeys(), requester)
                        .thenApply(LeaseService::orGone),
                life -> {
                    LeaseTimeToLiveResponse.Builder response = LeaseTimeToLiveResponse.newBuilder()
                            .setHeader(desk.headers().at(node.revision()))
                            .setID(request.getID())
                            .setTTL(life.remainingSeconds())
                            .setGrantedTTL(life.grantedSeconds());
                    life.keys().forEach(key -> response.addKeys(UnsafeByteOperations.unsafeWrap(key.asByteBuffer())));
                    return response.build();
                });
    }

    @Override
    public void leaseLeases(LeaseLeasesRequest request, StreamObserver<LeaseLeasesResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.serve(call, requester -> node.leases().all(requester), ids -> {
            LeaseLeasesResponse.Builder response =
                    LeaseLeasesResponse.newBuilder().setHeader(desk.headers().at(node.revision()));
            ids.forEach(id -> response.addLeases(LeaseStatus.newBuilder().setID(id)));
            return response.build();
        });
    }

    @Override
    public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(StreamObserver<LeaseKeepAliveResponse> call) {
        KeepAliveStream stream =
                new KeepAliveStream(node, desk, (ServerCallStreamObserver<LeaseKeepAliveResponse>) call);
        stream.open();
        return stream;
    }

    private static Answer<LeaseLife> orGone(Answer<LeaseLife> life) {
        return life instanceof Answer.Refused<LeaseLife> refused && refused.error() == EtcdError.LEASE_NOT_FOUND
                ? Answer.ok(LeaseLife.GONE)
                : life;
    }
}
