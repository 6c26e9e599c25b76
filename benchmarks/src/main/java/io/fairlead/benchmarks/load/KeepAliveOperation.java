package io.fairlead.benchmarks.load;

import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
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

    /** A message is sent by one thread at a time: each guards itself. */
    private final List<ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse>> streams = new ArrayList<>();

    private volatile String broken = "";
    private volatile boolean closed;

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
            ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> stream =
                    connections.of(i).newCall(LeaseGrpc.getLeaseKeepAliveMethod(), CallOptions.DEFAULT);
            stream.start(new Kept(stream), new Metadata());
            stream.request(MESSAGES_AHEAD);
            streams.add(stream);
        }
    }

    @Override
    public void start(int slot, long dueNanos) {
        LeaseKeepAliveRequest request =
                LeaseKeepAliveRequest.newBuilder().setID(leases[slot]).build();
        ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> stream = streams.get(slot % streams.size());
        synchronized (stream) {
            stream.sendMessage(request);
        }
    }

    @Override
    public String broken() {
        return broken;
    }

    @Override
    public void close() {
        closed = true;
        streams.forEach(stream -> stream.cancel("the run is over", null));
        boolean answers = true;
        for (int slot = 0; slot < leases.length && answers; slot++) {
            answers = LeaseChurn.revoke(connections.of(slot), leases[slot]);
        }
    }

    private final class Kept extends ClientCall.Listener<LeaseKeepAliveResponse> {
        private final ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> stream;

        Kept(ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> stream) {
            this.stream = stream;
        }

        @Override
        public void onMessage(LeaseKeepAliveResponse response) {
            stream.request(1);
            Integer slot = slots.get(response.getID());
            if (slot != null) {
                endings.ended(slot, response.getTTL() > 0 ? Status.OK : Status.NOT_FOUND);
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (!closed) {
                broken = "a keep-alive stream ended: " + status;
            }
        }
    }
}
