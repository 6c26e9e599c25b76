package io.fairlead.client.maintenance;

import io.fairlead.api.Header;
import io.fairlead.api.maintenance.Alarm;
import io.fairlead.api.maintenance.AlarmList;
import io.fairlead.api.maintenance.AsyncMaintenance;
import io.fairlead.api.maintenance.EndpointHealth;
import io.fairlead.api.maintenance.KvHash;
import io.fairlead.api.maintenance.Maintenance;
import io.fairlead.api.maintenance.MemberStatus;
import io.fairlead.api.maintenance.SavedSnapshot;
import io.fairlead.client.call.Blocking;
import io.fairlead.client.call.Caller;
import java.io.OutputStream;
import java.nio.file.Path;

/** Care of single members over gRPC, waiting. */
public final class RemoteMaintenance implements Maintenance {
    private final AsyncMaintenance async;

    public RemoteMaintenance(Caller caller) {
        this.async = new RemoteAsyncMaintenance(caller);
    }

    @Override
    public MemberStatus status(String endpoint) {
        return Blocking.await(async.status(endpoint));
    }

    @Override
    public KvHash hashKv(String endpoint, long revision) {
        return Blocking.await(async.hashKv(endpoint, revision));
    }

    @Override
    public EndpointHealth health(String endpoint) {
        return Blocking.await(async.health(endpoint));
    }

    @Override
    public Header moveLeader(long targetMemberId) {
        return Blocking.await(async.moveLeader(targetMemberId));
    }

    @Override
    public AlarmList alarms() {
        return Blocking.await(async.alarms());
    }

    @Override
    public AlarmList disarm(Alarm alarm) {
        return Blocking.await(async.disarm(alarm));
    }

    @Override
    public Header defragment(String endpoint) {
        return Blocking.await(async.defragment(endpoint));
    }

    @Override
    public SavedSnapshot snapshot(String endpoint, Path file) {
        return Blocking.await(async.snapshot(endpoint, file));
    }

    @Override
    public SavedSnapshot snapshot(String endpoint, OutputStream target) {
        return Blocking.await(async.snapshot(endpoint, target));
    }

    @Override
    public AsyncMaintenance async() {
        return async;
    }
}
