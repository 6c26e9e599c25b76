package io.fairlead.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.SnapshotRequest;
import io.fairlead.api.pb.etcdserverpb.SnapshotResponse;
import io.fairlead.server.database.DatabaseStatus;
import io.fairlead.server.database.SnapshotFile;
import io.fairlead.server.exec.thread.SystemClock;
import io.fairlead.server.http.Versions;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.bolt.HeapFile;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The snapshot as clients get it, over the network. */
@Timeout(60)
class SnapshotCallTest {
    private static final int PIECE = 32 * 1024;

    private final FakeNode node = new FakeNode();
    private ClientPort port;
    private ManagedChannel channel;

    @BeforeEach
    void open() throws IOException {
        port = ClientPort.open(
                ClientPortConfig.defaults(List.of(ListenUrl.parse("http://127.0.0.1:0"))),
                node,
                new EventLoops(1),
                new SystemClock(),
                new Versions("3.6.0", "3.6.0", "test"),
                List.of());
        channel = NettyChannelBuilder.forAddress(new InetSocketAddress(
                        InetAddress.getLoopbackAddress(),
                        port.urls().get(0).address().getPort()))
                .usePlaintext()
                .build();
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        port.close();
    }

    @Test
    void snapshot_ofSomeState_countsDownAndEndsWithItsDigest() throws IOException {
        fill(20, 10_000);

        List<SnapshotResponse> responses = new ArrayList<>();
        MaintenanceGrpc.newBlockingStub(channel)
                .snapshot(SnapshotRequest.getDefaultInstance())
                .forEachRemaining(responses::add);

        byte[] file = joined(responses);
        long remaining = (long) file.length - SnapshotFile.DIGEST_SIZE;
        for (SnapshotResponse response : responses.subList(0, responses.size() - 1)) {
            assertThat(response.getBlob().size()).isEqualTo((int) Math.min(PIECE, remaining));
            remaining -= response.getBlob().size();
            assertThat(response.getRemainingBytes()).isEqualTo(remaining);
            assertThat(response.getVersion()).isEqualTo("3.6.0");
        }
        assertThat(remaining).isZero();
        SnapshotResponse last = responses.get(responses.size() - 1);
        assertThat(last.getBlob().size()).isEqualTo(SnapshotFile.DIGEST_SIZE);
        assertThat(last.getRemainingBytes()).isZero();
        SnapshotFile saved = SnapshotFile.of(HeapFile.of(file), "saved");
        saved.checkDigest();
        assertThat(DatabaseStatus.of(saved.database()).revision()).isEqualTo(20);
    }

    @Test
    void snapshot_clientThatTakesNothing_isSentNoMoreThanItsWindow() throws Exception {
        fill(40, 1 << 20);
        SlowClient client = new SlowClient();
        MaintenanceGrpc.newStub(channel).snapshot(SnapshotRequest.getDefaultInstance(), client);

        client.request(1);
        assertThat(client.next()).isNotNull();
        // While one takes its time the next one is served: a waiting call holds no thread.
        SlowClient second = new SlowClient();
        MaintenanceGrpc.newStub(channel).snapshot(SnapshotRequest.getDefaultInstance(), second);
        SlowClient third = new SlowClient();
        MaintenanceGrpc.newStub(channel).snapshot(SnapshotRequest.getDefaultInstance(), third);
        second.request(1);
        third.request(1);
        assertThat(second.next()).isNotNull();
        assertThat(third.next()).isNotNull();

        client.request(Integer.MAX_VALUE);
        long received = PIECE;
        SnapshotResponse last = client.next();
        while (last.getRemainingBytes() > 0 || last.getBlob().size() > SnapshotFile.DIGEST_SIZE) {
            received += last.getBlob().size();
            last = client.next();
        }
        assertThat(received).isGreaterThan(40L << 20);
        second.cancel();
        third.cancel();
    }

    @Test
    void snapshots_moreThanTheBound_areRefused() throws Exception {
        fill(8, 1 << 20);
        for (int i = 0; i < 16; i++) {
            SlowClient client = new SlowClient();
            MaintenanceGrpc.newStub(channel).snapshot(SnapshotRequest.getDefaultInstance(), client);
            client.request(1);
            assertThat(client.next()).isNotNull();
        }
        assertThatThrownBy(() -> MaintenanceGrpc.newBlockingStub(channel)
                        .snapshot(SnapshotRequest.getDefaultInstance())
                        .next())
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
    }

    @Test
    void snapshot_stateThatCantBeRead_endsInAnInternalError() {
        node.unreadable = true;

        assertThatThrownBy(() -> MaintenanceGrpc.newBlockingStub(channel)
                        .snapshot(SnapshotRequest.getDefaultInstance())
                        .next())
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL));
    }

    private void fill(int revisions, int valueSize) {
        byte[] value = new byte[valueSize];
        new Random(1).nextBytes(value);
        for (int main = 1; main <= revisions; main++) {
            Batch batch = node.state.begin();
            batch.put(main, 0, Bytes.utf8("key-" + main), Bytes.unsafeWrap(value), main, 1, 0);
            node.state.seal(batch, new AppliedMark(main, 1, Bytes.empty()));
        }
    }

    private static byte[] joined(List<SnapshotResponse> responses) {
        ByteString all = ByteString.EMPTY;
        for (SnapshotResponse response : responses) {
            all = all.concat(response.getBlob());
        }
        return all.toByteArray();
    }

    /** Takes what it asks for, and no more. */
    private static final class SlowClient implements ClientResponseObserver<SnapshotRequest, SnapshotResponse> {
        private final BlockingQueue<SnapshotResponse> received = new LinkedBlockingQueue<>();
        private @Nullable ClientCallStreamObserver<SnapshotRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<SnapshotRequest> started) {
            call = started;
            started.disableAutoRequestWithInitial(0);
        }

        void request(int count) {
            Objects.requireNonNull(call).request(count);
        }

        void cancel() {
            Objects.requireNonNull(call).cancel("enough", null);
        }

        SnapshotResponse next() throws InterruptedException {
            SnapshotResponse response = received.poll(30, TimeUnit.SECONDS);
            if (response == null) {
                throw new AssertionError("nothing came");
            }
            return response;
        }

        @Override
        public void onNext(SnapshotResponse response) {
            received.add(response);
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }
}
