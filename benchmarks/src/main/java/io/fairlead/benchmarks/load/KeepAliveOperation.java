package io.fairlead.benchmarks.load;

import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keep-alives: a lease for each slot, and one long stream for each connection. */
final class KeepAliveOperation implements Operation {
    /** Longer than any run: the server is to be asked, not saved. */
    private static final long TTL_SECONDS = 3600;

    private static final int MESSAGES_AHEAD = 1024;

    private final Connections connections;
    private final Endings endings;
    private final long[] leases;
    private final Map<Long, Integer> slots = new HashMap<>();

    private final List<LoadStream<LeaseKeepAliveRequest, LeaseKeepAliveResponse>> streams = new ArrayList<>();

    private volatile String broken = "";

    KeepAliveOperation(LoadPlan plan, Connections connections, Endings endings) {
        this.connections = connections;
        this.endings = endings;
        this.leases = new long[plan.outstanding()];
        for (int slot = 0; slot < leases.length; slot++) {
            LeaseGrantResponse granted = ClientCalls.blockingUnaryCall(
                    connections.of(slot),
                    LeaseGrpc.getLeaseGrantMethod(),
                    CallOptions.DEFAULT,
                    LeaseGrantRequest.newBuilder().setTTL(TTL_SECONDS).build());
            leases[slot] = granted.getID();
            slots.put(granted.getID(), slot);
        }
        for (int i = 0; i < connections.count(); i++) {
            streams.add(new LoadStream<>(
                    connections.of(i),
                    LeaseGrpc.getLeaseKeepAliveMethod(),
                    MESSAGES_AHEAD,
                    this::kept,
                    status -> broken = "a keep-alive stream ended: " + status));
        }
    }

    @Override
    public void start(int slot, long dueNanos) {
        LeaseKeepAliveRequest request =
                LeaseKeepAliveRequest.newBuilder().setID(leases[slot]).build();
        streams.get(slot % streams.size()).send(request);
    }

    private void kept(LeaseKeepAliveResponse response) {
        Integer slot = slots.get(response.getID());
        if (slot != null) {
            endings.ended(slot, response.getTTL() > 0 ? Status.OK : Status.NOT_FOUND);
        }
    }

    @Override
    public String broken() {
        return broken;
    }

    @Override
    public void close() {
        streams.forEach(LoadStream::close);
        boolean answers = true;
        for (int slot = 0; slot < leases.length && answers; slot++) {
            answers = LeaseChurn.revoke(connections.of(slot), leases[slot]);
        }
    }
}
