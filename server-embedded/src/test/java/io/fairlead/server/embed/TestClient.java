package io.fairlead.server.embed;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Speaks the wire to one member through the generated stubs; the server's tests know no client. */
final class TestClient implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 20;

    private final ManagedChannel channel;

    TestClient(FairleadServer server) {
        this(URI.create(server.clientUrls().get(0)));
    }

    TestClient(URI url) {
        channel = NettyChannelBuilder.forAddress(url.getHost(), url.getPort())
                .usePlaintext()
                .build();
    }

    KVGrpc.KVBlockingStub kv() {
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    ClusterGrpc.ClusterBlockingStub cluster() {
        return ClusterGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    MaintenanceGrpc.MaintenanceBlockingStub maintenance() {
        return MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    ManagedChannel channel() {
        return channel;
    }

    LeaseGrpc.LeaseBlockingStub leases() {
        return LeaseGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** Without a deadline of its own. */
    LeaseGrpc.LeaseStub leaseStreams() {
        return LeaseGrpc.newStub(channel);
    }

    /** Without a deadline of its own. */
    WatchGrpc.WatchStub watchStreams() {
        return WatchGrpc.newStub(channel);
    }

    /** Puts, and returns the revision. */
    long put(String key, String value) {
        return kv().put(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFromUtf8(value))
                        .build())
                .getHeader()
                .getRevision();
    }

    /** Reads linearizably. */
    Optional<String> get(String key) {
        RangeResponse response = kv().range(RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .build());
        return response.getKvsList().stream()
                .map(kv -> kv.getValue().toStringUtf8())
                .findFirst();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
