package io.fairlead.benchmarks.load;

import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.TimeUnit;

/** Leases that come and go: granted, a key put under each, revoked with its key. One operation is the three calls. */
final class LeaseChurn implements Operation {
    private static final long TTL_SECONDS = 60;
    private static final int REVOKE_SECONDS = 5;

    private final Connections connections;
    private final Endings endings;
    private final Keys keys;

    /** The lease of each slot, while there is one. */
    private final long[] leases;

    private final SlotCalls<LeaseGrantRequest, LeaseGrantResponse> grants;
    private final SlotCalls<PutRequest, PutResponse> puts = new SlotCalls<>(KVGrpc.getPutMethod(), answer -> true);
    private final SlotCalls<LeaseRevokeRequest, LeaseRevokeResponse> revokes =
            new SlotCalls<>(LeaseGrpc.getLeaseRevokeMethod(), answer -> true);

    /** The first of the slots' lease ids; the others follow, and each slot's next one lies further on. */
    private final long firstId = System.nanoTime() << 20 & Long.MAX_VALUE;

    LeaseChurn(LoadPlan plan, Connections connections, Endings endings) {
        this.connections = connections;
        this.endings = endings;
        this.keys = new Keys(plan);
        this.leases = new long[plan.outstanding()];
        for (int slot = 0; slot < leases.length; slot++) {
            leases[slot] = firstId + slot;
        }
        this.grants = new SlotCalls<>(
                LeaseGrpc.getLeaseGrantMethod(), answer -> answer.getError().isEmpty());
    }

    @Override
    public void start(int slot, long dueNanos) {
        leases[slot] += leases.length;
        LeaseGrantRequest grant = LeaseGrantRequest.newBuilder()
                .setID(leases[slot])
                .setTTL(TTL_SECONDS)
                .build();
        grants.start(connections.of(slot), slot, grant, this::granted);
    }

    private void granted(int slot, Status status) {
        if (!status.isOk()) {
            endings.ended(slot, status);
            return;
        }
        PutRequest put = PutRequest.newBuilder()
                .setKey(keys.next(slot))
                .setValue(keys.value())
                .setLease(leases[slot])
                .build();
        puts.start(connections.of(slot), slot, put, this::put);
    }

    private void put(int slot, Status status) {
        if (!status.isOk()) {
            endings.ended(slot, status);
            return;
        }
        LeaseRevokeRequest revoke =
                LeaseRevokeRequest.newBuilder().setID(leases[slot]).build();
        revokes.start(connections.of(slot), slot, revoke, endings::ended);
    }

    /** Takes a lease back before it expires; false if the server does not answer to that. */
    static boolean revoke(Channel channel, long lease) {
        try {
            ClientCalls.blockingUnaryCall(
                    channel,
                    LeaseGrpc.getLeaseRevokeMethod(),
                    CallOptions.DEFAULT.withDeadlineAfter(REVOKE_SECONDS, TimeUnit.SECONDS),
                    LeaseRevokeRequest.newBuilder().setID(lease).build());
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }
}
