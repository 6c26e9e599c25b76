package io.fairlead.server.rpc;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.DefragmentRequest;
import io.fairlead.api.pb.etcdserverpb.DefragmentResponse;
import io.fairlead.api.pb.etcdserverpb.DowngradeInfo;
import io.fairlead.api.pb.etcdserverpb.DowngradeRequest;
import io.fairlead.api.pb.etcdserverpb.DowngradeResponse;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.HashRequest;
import io.fairlead.api.pb.etcdserverpb.HashResponse;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderRequest;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderResponse;
import io.fairlead.api.pb.etcdserverpb.SnapshotRequest;
import io.fairlead.api.pb.etcdserverpb.SnapshotResponse;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.http.Versions;
import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeStatus;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** etcd's Maintenance service: status, alarms, hashes, snapshots, defragmentation, transfer of leadership, downgrades. */
final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {
    private final Node node;
    private final Desk desk;
    private final Versions versions;

    /** The space a member may use, in bytes, as status answers tell it. */
    private final long quota;

    private final SnapshotCalls snapshots;

    MaintenanceService(Node node, Desk desk, Versions versions, long quota, SnapshotCalls snapshots) {
        this.node = node;
        this.desk = desk;
        this.versions = versions;
        this.quota = quota;
        this.snapshots = snapshots;
    }

    /** Learners answer this one too. */
    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> call) {
        NodeStatus status = node.status();
        StatusResponse.Builder response = StatusResponse.newBuilder()
                .setHeader(desk.headers().at(status.revision()))
                .setVersion(versions.etcd())
                .setDbSize(status.backendSize())
                .setDbSizeInUse(status.backendSizeInUse())
                .setDbSizeQuota(quota)
                .setLeader(status.leaderId())
                .setRaftIndex(status.commitIndex())
                .setRaftTerm(status.term())
                .setRaftAppliedIndex(status.appliedIndex())
                .setIsLearner(status.learner())
                .setStorageVersion(versions.storage())
                .setDowngradeInfo(DowngradeInfo.newBuilder()
                        .setEnabled(status.downgrade().enabled())
                        .setTargetVersion(status.downgrade().targetVersion()));
        if (!status.hasLeader()) {
            response.addErrors(EtcdError.NO_LEADER.text());
        }
        for (AlarmMember alarm : status.alarms()) {
            response.addErrors(text(alarm));
        }
        desk.answer(call, response.build());
    }

    /** An alarm as Go's protobuf prints it, down to the space at its end, which scripts have come to expect. */
    private static String text(AlarmMember alarm) {
        String member = alarm.getMemberID() == 0 ? "" : "memberID:" + Long.toUnsignedString(alarm.getMemberID()) + " ";
        return member + "alarm:" + alarm.getAlarm().name() + " ";
    }

    @Override
    public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        if (request.getAction() == AlarmRequest.AlarmAction.UNRECOGNIZED
                || request.getAlarm() == AlarmType.UNRECOGNIZED) {
            desk.refuse(call, EtcdError.UNKNOWN_VALUE);
            return;
        }
        desk.serve(call, requester -> node.propose(CommandKind.ALARM, request, requester), (MessageLite done) -> {
            AlarmResponse response = (AlarmResponse) done;
            return response.toBuilder()
                    .setHeader(desk.headers().at(response.getHeader().getRevision()))
                    .build();
        });
    }

    @Override
    public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.answer(
                call,
                node.hashKv(request.getRevision()),
                response -> response.toBuilder()
                        .setHeader(desk.headers().at(response.getHeader().getRevision()))
                        .build());
    }

    /** Learners answer this one too. */
    @Override
    public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> call) {
        snapshots.begin((ServerCallStreamObserver<SnapshotResponse>) call);
    }

    @Override
    public void hash(HashRequest request, StreamObserver<HashResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.answer(
                call,
                node.hash(),
                response -> response.toBuilder()
                        .setHeader(desk.headers().at(response.getHeader().getRevision()))
                        .build());
    }

    /** The response has no header, as in etcd. */
    @Override
    public void defragment(DefragmentRequest request, StreamObserver<DefragmentResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.answer(call, node.defragment(), bytes -> DefragmentResponse.getDefaultInstance());
    }

    @Override
    public void downgrade(DowngradeRequest request, StreamObserver<DowngradeResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.answer(
                call,
                node.downgrade(request),
                response -> response.toBuilder()
                        .setHeader(desk.headers().at(node.revision()))
                        .build());
    }

    /** The response has no header, as in etcd. */
    @Override
    public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.answer(
                call,
                node.transferLeadership(request.getTargetID()),
                leader -> MoveLeaderResponse.getDefaultInstance());
    }
}
