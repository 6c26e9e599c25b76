package io.fairlead.server.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fairlead.server.pb.peer.PeerGrpc;
import io.fairlead.server.pb.peer.SnapshotEnding;
import io.fairlead.server.pb.peer.SnapshotOpening;
import io.fairlead.server.pb.peer.SnapshotPart;
import io.fairlead.server.pb.peer.SnapshotResult;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.transport.SnapshotSource;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole states between members over loopback. */
@Timeout(60)
class SnapshotTransferTest {
    private static final SnapshotMeta META =
            new SnapshotMeta(new EntryId(4, 900), ConfState.of(List.of(1L, 2L), List.of()));
    private static final Message.InstallSnapshot ANNOUNCEMENT = new Message.InstallSnapshot(1, 2, 5, META);

    private final EventLoops loops = new EventLoops(2);
    private TestPeer a;
    private TestPeer b;

    @BeforeEach
    void start() throws Exception {
        a = TestPeer.start(1, loops, TestPeer.quick());
        b = TestPeer.start(2, loops, TestPeer.quick());
        a.knows(b.address());
        a.sendUntilReceived(b);
        a.facts.clear();
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }

    @Test
    void sendSnapshot_wholeState_arrivesAndSucceeds() throws Exception {
        byte[] state = randomBytes(3_000_001);
        TestSource source = new TestSource(state, state.length);
        a.transport.sendSnapshot(ANNOUNCEMENT, source);
        TestPeer.TestSnapshot snapshot = b.take(b.snapshots);
        assertThat(snapshot.announcement).isEqualTo(ANNOUNCEMENT);
        assertThat(snapshot.completed.get(20, TimeUnit.SECONDS)).isEqualTo(state);
        assertThat(a.take(a.facts)).isEqualTo(new Message.SnapshotReport(2, 1, false));
        assertThat(source.closed.getCount()).isZero();
        assertThat(snapshot.threads()).allMatch(name -> name.startsWith("fairlead-snapshot-"));
    }

    @Test
    void sendSnapshot_emptyState_succeeds() throws Exception {
        a.transport.sendSnapshot(ANNOUNCEMENT, new TestSource(new byte[0], 0));
        assertThat(b.take(b.snapshots).completed.get(20, TimeUnit.SECONDS)).isEmpty();
        assertThat(a.take(a.facts)).isEqualTo(new Message.SnapshotReport(2, 1, false));
    }

    @Test
    void sendSnapshot_sourceBreaks_isAbortedAndReported() throws Exception {
        TestSource source = new TestSource(randomBytes(500_000), 500_000);
        source.breaksAt = 200_000;
        CompletableFuture<TestPeer.TestSnapshot> opened = source.atItsEnd(() -> b.take(b.snapshots));
        a.transport.sendSnapshot(ANNOUNCEMENT, source);
        assertThat(opened.get(20, TimeUnit.SECONDS).aborted.await(20, TimeUnit.SECONDS))
                .isTrue();
        assertThat(a.take(a.facts)).isEqualTo(new Message.SnapshotReport(2, 1, true));
        assertThat(source.closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void sendSnapshot_sourceIsShort_isAbortedAndReported() throws Exception {
        TestSource source = new TestSource(randomBytes(1_000), 2_000);
        CompletableFuture<TestPeer.TestSnapshot> opened = source.atItsEnd(() -> b.take(b.snapshots));
        a.transport.sendSnapshot(ANNOUNCEMENT, source);
        assertThat(a.take(a.facts)).isEqualTo(new Message.SnapshotReport(2, 1, true));
        assertThat(opened.get(20, TimeUnit.SECONDS).aborted.await(20, TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void sendSnapshot_receiverRefuses_isReported() throws Exception {
        b.snapshotRefusal = new IOException("no room");
        a.transport.sendSnapshot(ANNOUNCEMENT, new TestSource(randomBytes(100), 100));
        assertThat(a.take(a.facts)).isEqualTo(new Message.SnapshotReport(2, 1, true));
    }

    @Test
    void sendSnapshot_receiverCannotMakeItDurable_isReported() throws Exception {
        b.completionFailure = new IOException("disk full");
        a.transport.sendSnapshot(ANNOUNCEMENT, new TestSource(randomBytes(100), 100));
        assertThat(a.take(a.facts)).isEqualTo(new Message.SnapshotReport(2, 1, true));
        assertThat(b.take(b.snapshots).aborted.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void sendSnapshot_peerIsNotConnected_isReportedAtOnce() throws Exception {
        TestSource source = new TestSource(new byte[1], 1);
        a.transport.sendSnapshot(new Message.InstallSnapshot(1, 9, 5, META), source);
        assertThat(a.take(a.facts)).isEqualTo(new Message.SnapshotReport(9, 1, true));
        assertThat(source.closed.getCount()).isZero();
    }

    @Test
    void sendSnapshot_receiverStopsReading_isGivenUp() throws Exception {
        try (Relay relay = new Relay(b.tcpPort())) {
            a.knows(b.addressAt(relay.url()));
            a.sendUntilReceived(b);
            while (a.transport.connectedNanos(2) == 0) {
                a.sendUntilReceived(b);
            }
            a.facts.clear();
            TestSource source = new TestSource(randomBytes(30_000_000), 30_000_000);
            source.beforeRead = () -> relay.freeze();
            a.transport.sendSnapshot(ANNOUNCEMENT, source);
            Message fact = a.take(a.facts);
            while (fact.equals(new Message.PeerUnreachable(2, 1))) {
                fact = a.take(a.facts);
            }
            assertThat(fact).isEqualTo(new Message.SnapshotReport(2, 1, true));
        }
    }

    @Test
    void receive_wrongChecksum_isRefusedAndThrownAway() throws Exception {
        Status status = statusOf(
                opening(3),
                data(new byte[] {1, 2, 3}),
                SnapshotPart.newBuilder()
                        .setEnding(SnapshotEnding.newBuilder().setCrc(1))
                        .build());
        assertThat(status.getCode()).isEqualTo(Status.Code.DATA_LOSS);
        assertThat(status.getDescription()).contains("checksum");
        assertThat(b.take(b.snapshots).aborted.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void receive_moreThanAnnounced_isRefused() throws Exception {
        Status status = statusOf(opening(2), data(new byte[] {1, 2, 3}));
        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).contains("announced 2 bytes");
    }

    @Test
    void receive_lessThanAnnounced_isRefused() throws Exception {
        Status status = statusOf(
                opening(9),
                SnapshotPart.newBuilder().setEnding(SnapshotEnding.newBuilder()).build());
        assertThat(status.getCode()).isEqualTo(Status.Code.DATA_LOSS);
        assertThat(status.getDescription()).contains("0 of 9 bytes");
    }

    @Test
    void receive_noEnding_isRefused() throws Exception {
        assertThat(statusOf(opening(0)).getDescription()).contains("no end");
    }

    @Test
    void receive_dataBeforeOpening_isRefused() throws Exception {
        assertThat(statusOf(data(new byte[1])).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void receive_emptyPart_isRefused() throws Exception {
        assertThat(statusOf(SnapshotPart.getDefaultInstance()).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    private Status statusOf(SnapshotPart... parts) throws Exception {
        EventLoops.Hold hold = loops.hold();
        ManagedChannel channel = TestPeer.dialer(TestPeer.quick()).channel(b.url(), hold.group());
        try {
            CompletableFuture<Status> ended = new CompletableFuture<>();
            StreamObserver<SnapshotPart> out = PeerGrpc.newStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(
                            Handshake.from(a.identity, 2).toMetadata()))
                    .installSnapshot(new StreamObserver<>() {
                        @Override
                        public void onNext(SnapshotResult result) {}

                        @Override
                        public void onError(Throwable cause) {
                            ended.complete(Status.fromThrowable(cause));
                        }

                        @Override
                        public void onCompleted() {
                            ended.complete(Status.OK);
                        }
                    });
            for (SnapshotPart part : parts) {
                out.onNext(part);
            }
            out.onCompleted();
            return ended.get(20, TimeUnit.SECONDS);
        } finally {
            channel.shutdownNow();
            hold.close();
        }
    }

    private static SnapshotPart opening(long size) {
        return SnapshotPart.newBuilder()
                .setOpening(SnapshotOpening.newBuilder()
                        .setAnnouncement(PeerCodec.encode(ANNOUNCEMENT))
                        .setSize(size))
                .build();
    }

    private static SnapshotPart data(byte[] bytes) {
        return SnapshotPart.newBuilder().setData(ByteString.copyFrom(bytes)).build();
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    /** A state in memory. */
    private static final class TestSource implements SnapshotSource {
        private final ByteBuffer bytes;
        private final long size;
        private final CountDownLatch closed = new CountDownLatch(1);
        private int breaksAt = Integer.MAX_VALUE;
        private Runnable beforeRead = () -> {};
        private Runnable beforeEnd = () -> {};

        TestSource(byte[] bytes, long size) {
            this.bytes = ByteBuffer.wrap(bytes);
            this.size = size;
        }

        /** Waits for {@code event} before the last read, so that the receiver has begun when the source ends. */
        <T> CompletableFuture<T> atItsEnd(Callable<T> event) {
            CompletableFuture<T> happened = new CompletableFuture<>();
            beforeEnd = () -> {
                if (happened.isDone()) {
                    return;
                }
                try {
                    happened.complete(event.call());
                } catch (Exception e) {
                    happened.completeExceptionally(e);
                }
            };
            return happened;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            beforeRead.run();
            if (bytes.position() >= breaksAt || !bytes.hasRemaining()) {
                beforeEnd.run();
            }
            if (bytes.position() >= breaksAt) {
                throw new IOException("bad sector");
            }
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.min(target.remaining(), Math.min(bytes.remaining(), 10_000));
            target.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
