package io.fairlead.server.apply;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.LeaseCheckpoint;
import io.fairlead.api.pb.etcdserverpb.LeaseCheckpointRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseCheckpointResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.command.Command;
import io.fairlead.server.lease.LeaseStore;
import io.fairlead.server.storage.backend.Batch;

/** Commands about leases. A lease that is revoked takes its keys with it, all at one revision. Apply loop. */
final class LeaseApplier {
    private final LeaseStore leases;
    private final KvApplier kv;

    LeaseApplier(LeaseStore leases, KvApplier kv) {
        this.leases = leases;
        this.kv = kv;
    }

    Answer<MessageLite> apply(Command command, Batch batch) {
        return switch (command.kind()) {
            case LEASE_GRANT -> grant(command.as(LeaseGrantRequest.class), batch);
            case LEASE_REVOKE -> revoke(command.as(LeaseRevokeRequest.class), batch);
            case LEASE_CHECKPOINT -> checkpoint(command.as(LeaseCheckpointRequest.class), batch);
            default -> throw Invariant.unreachable(command.kind() + " is not about leases");
        };
    }

    private Answer<MessageLite> grant(LeaseGrantRequest request, Batch batch) {
        return leases.grant(request.getID(), request.getTTL(), batch)
                .map(lease -> LeaseGrantResponse.newBuilder()
                        .setHeader(header())
                        .setID(lease.id())
                        .setTTL(lease.grantedSeconds())
                        .build());
    }

    private Answer<MessageLite> revoke(LeaseRevokeRequest request, Batch batch) {
        if (!leases.exists(request.getID())) {
            return Answer.refused(EtcdError.LEASE_NOT_FOUND);
        }
        kv.delete(leases.keys(request.getID()), batch);
        leases.remove(request.getID(), batch);
        return Answer.ok(LeaseRevokeResponse.newBuilder().setHeader(header()).build());
    }

    private Answer<MessageLite> checkpoint(LeaseCheckpointRequest request, Batch batch) {
        for (LeaseCheckpoint checkpoint : request.getCheckpointsList()) {
            leases.checkpoint(checkpoint.getID(), checkpoint.getRemainingTTL(), batch);
        }
        return Answer.ok(
                LeaseCheckpointResponse.newBuilder().setHeader(header()).build());
    }

    private ResponseHeader header() {
        return ResponseHeader.newBuilder().setRevision(kv.revision()).build();
    }
}
