package io.fairlead.client.maintenance;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.Header;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.maintenance.Alarm;
import io.fairlead.api.maintenance.AlarmList;
import io.fairlead.api.maintenance.AsyncMaintenance;
import io.fairlead.api.maintenance.EndpointHealth;
import io.fairlead.api.maintenance.KvHash;
import io.fairlead.api.maintenance.MemberStatus;
import io.fairlead.api.maintenance.SavedSnapshot;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.DefragmentRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.client.call.CallFuture;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.Effect;
import io.fairlead.client.call.Target;
import io.fairlead.client.call.Wire;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Care of single members over gRPC. */
final class RemoteAsyncMaintenance implements AsyncMaintenance {
    /** The key etcd's tools read to see whether a member serves; it need not exist. */
    private static final Bytes HEALTH_KEY = Bytes.utf8("health");

    private final Caller caller;
    private final LeaderSearch leaders;

    RemoteAsyncMaintenance(Caller caller) {
        this.caller = caller;
        this.leaders = new LeaderSearch(caller);
    }

    @Override
    public CompletableFuture<MemberStatus> status(String endpoint) {
        return leaders.status(only(endpoint));
    }

    @Override
    public CompletableFuture<KvHash> hashKv(String endpoint, long revision) {
        HashKVRequest request = HashKVRequest.newBuilder().setRevision(revision).build();
        return caller.call(
                MaintenanceGrpc.getHashKVMethod(),
                request,
                Effect.READ,
                only(endpoint),
                (response, from) -> MaintenanceResults.hash(response));
    }

    @Override
    public CompletableFuture<EndpointHealth> health(String endpoint) {
        Target target = only(endpoint);
        long start = System.nanoTime();
        CallFuture<EndpointHealth> health = new CallFuture<>(Effect.READ);
        RangeRequest read =
                RangeRequest.newBuilder().setKey(Wire.bytes(HEALTH_KEY)).build();
        CallFuture<Boolean> answered =
                caller.call(KVGrpc.getRangeMethod(), read, Effect.READ, target, (response, from) -> true);
        health.follow(answered, (yes, thrown) -> {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            if (thrown != null && !serves(thrown)) {
                health.complete(new EndpointHealth(endpoint, took, Optional.of((FairleadException) thrown), List.of()));
                return;
            }
            health.follow(alarms(AlarmRequest.AlarmAction.GET, Optional.empty(), target), (alarms, failed) -> {
                if (alarms != null) {
                    health.complete(new EndpointHealth(endpoint, took, Optional.empty(), alarms.alarms()));
                } else {
                    health.complete(new EndpointHealth(
                            endpoint, took, Optional.ofNullable((FairleadException) failed), List.of()));
                }
            });
        });
        return health;
    }

    /** A member that can refuse a user is one that has asked the quorum who the users are. */
    private static boolean serves(Throwable thrown) {
        if (!(thrown instanceof FairleadException failure)) {
            throw new IllegalStateException("a call ended in an unforeseen way", thrown);
        }
        return failure.error().equals(Optional.of(EtcdError.PERMISSION_DENIED));
    }

    @Override
    public CompletableFuture<Header> moveLeader(long targetMemberId) {
        MoveLeaderRequest request =
                MoveLeaderRequest.newBuilder().setTargetID(targetMemberId).build();
        CallFuture<Header> moved = new CallFuture<>(Effect.WRITE);
        moved.follow(leaders.find(), (leader, thrown) -> {
            if (leader == null) {
                moved.completeExceptionally(thrown == null ? new IllegalStateException("no leader found") : thrown);
                return;
            }
            CallFuture<Header> call = caller.call(
                    MaintenanceGrpc.getMoveLeaderMethod(),
                    request,
                    Effect.WRITE,
                    new Target.Only(leader),
                    (response, from) -> Wire.header(response.getHeader()));
            moved.follow(call, (header, failed) -> {
                // Whichever way it ended, who leads is open again.
                caller.leader().doubt();
                if (header != null) {
                    moved.complete(header);
                } else {
                    moved.completeExceptionally(failed == null ? new IllegalStateException("no header") : failed);
                }
            });
        });
        return moved;
    }

    @Override
    public CompletableFuture<AlarmList> alarms() {
        return alarms(AlarmRequest.AlarmAction.GET, Optional.empty(), Target.ANY);
    }

    @Override
    public CompletableFuture<AlarmList> disarm(Alarm alarm) {
        return alarms(AlarmRequest.AlarmAction.DEACTIVATE, Optional.of(alarm), Target.ANY);
    }

    @Override
    public CompletableFuture<Header> defragment(String endpoint) {
        return caller.call(
                MaintenanceGrpc.getDefragmentMethod(),
                DefragmentRequest.getDefaultInstance(),
                Effect.WRITE,
                only(endpoint),
                (response, from) -> Wire.header(response.getHeader()));
    }

    @Override
    public CompletableFuture<SavedSnapshot> snapshot(String endpoint, Path file) {
        return SnapshotDownload.start(caller, caller.endpoints().named(endpoint), SnapshotTarget.file(file));
    }

    @Override
    public CompletableFuture<SavedSnapshot> snapshot(String endpoint, OutputStream target) {
        return SnapshotDownload.start(caller, caller.endpoints().named(endpoint), SnapshotTarget.stream(target));
    }

    private CallFuture<AlarmList> alarms(AlarmRequest.AlarmAction action, Optional<Alarm> alarm, Target target) {
        AlarmRequest.Builder request = AlarmRequest.newBuilder().setAction(action);
        alarm.ifPresent(
                which -> request.setMemberID(which.memberId()).setAlarm(MaintenanceResults.alarmType(which.kind())));
        return caller.call(
                MaintenanceGrpc.getAlarmMethod(),
                request.build(),
                action == AlarmRequest.AlarmAction.GET ? Effect.READ : Effect.WRITE,
                target,
                (response, from) -> MaintenanceResults.alarms(response));
    }

    private Target only(String endpoint) {
        return new Target.Only(caller.endpoints().named(endpoint));
    }
}
