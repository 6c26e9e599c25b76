package io.fairlead.server.transport.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.fairlead.server.exec.Clock;
import io.fairlead.server.pb.peer.PeerGrpc;
import io.fairlead.server.pb.peer.SnapshotEnding;
import io.fairlead.server.pb.peer.SnapshotOpening;
import io.fairlead.server.pb.peer.SnapshotPart;
import io.fairlead.server.pb.peer.SnapshotResult;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.transport.SnapshotSource;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Sends one snapshot over a connection of its own. {@link #send} blocks: it runs on a thread that may, and gives up when
 * the receiver takes nothing for the time {@link PeerLimits#silence} says.
 */
final class SnapshotSender {
    private static final System.Logger LOG = System.getLogger(SnapshotSender.class.getName());

    private final PeerIdentity self;
    private final PeerDialer dialer;
    private final PeerLimits limits;
    private final Clock clock;
    private final EventLoopGroup loops;

    SnapshotSender(PeerIdentity self, PeerDialer dialer, Clock clock, EventLoopGroup loops) {
        this.self = self;
        this.dialer = dialer;
        this.limits = dialer.limits();
        this.clock = clock;
        this.loops = loops;
    }

    /** Sends all of {@code source} to {@code url}; true once the receiver has it on disk. Does not close the source. */
    boolean send(Message.InstallSnapshot announcement, SnapshotSource source, String url) {
        ManagedChannel channel = dialer.channel(url, loops);
        try {
            Transfer transfer = new Transfer();
            var unused = PeerGrpc.newStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(
                            Handshake.from(self, announcement.to()).toMetadata()))
                    .installSnapshot(transfer);
            LOG.log(
                    Level.INFO,
                    "sending a snapshot at index " + announcement.meta().index() + " of " + source.size()
                            + " bytes to peer " + Long.toHexString(announcement.to()) + " at " + url);
            transfer.sendAll(announcement, source);
            transfer.awaitResult();
            LOG.log(Level.INFO, "peer " + Long.toHexString(announcement.to()) + " has the snapshot");
            return true;
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "snapshot to peer " + Long.toHexString(announcement.to()) + " failed: " + e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            channel.shutdownNow();
        }
    }

    /** The call, as the sending thread sees it. All fields are guarded by the object's own lock. */
    private final class Transfer implements ClientResponseObserver<SnapshotPart, SnapshotResult> {
        private @Nullable ClientCallStreamObserver<SnapshotPart> call;
        private boolean durable;
        private @Nullable String failure;

        @Override
        public void beforeStart(ClientCallStreamObserver<SnapshotPart> requests) {
            call = requests;
            requests.setOnReadyHandler(this::wake);
        }

        private synchronized void wake() {
            notifyAll();
        }

        @Override
        public synchronized void onNext(SnapshotResult result) {
            durable = true;
            notifyAll();
        }

        @Override
        public synchronized void onError(Throwable cause) {
            failure = Lane.describe(cause);
            notifyAll();
        }

        @Override
        public synchronized void onCompleted() {
            if (!durable) {
                failure = "the receiver ended the call without a result";
            }
            notifyAll();
        }

        void sendAll(Message.InstallSnapshot announcement, SnapshotSource source)
                throws IOException, InterruptedException {
            ClientCallStreamObserver<SnapshotPart> out = awaitReady();
            out.onNext(SnapshotPart.newBuilder()
                    .setOpening(SnapshotOpening.newBuilder()
                            .setAnnouncement(PeerCodec.encode(announcement))
                            .setSize(source.size()))
                    .build());
            CRC32C crc = new CRC32C();
            long sent = 0;
            for (ByteBuffer chunk = read(source); chunk.hasRemaining(); chunk = read(source)) {
                crc.update(chunk.duplicate());
                sent += chunk.remaining();
                awaitReady()
                        .onNext(SnapshotPart.newBuilder()
                                .setData(UnsafeByteOperations.unsafeWrap(chunk))
                                .build());
            }
            if (sent != source.size()) {
                out.cancel("the source has " + sent + " of " + source.size() + " bytes", null);
                throw new IOException("the source has " + sent + " of " + source.size() + " bytes");
            }
            awaitReady()
                    .onNext(SnapshotPart.newBuilder()
                            .setEnding(SnapshotEnding.newBuilder().setCrc((int) crc.getValue()))
                            .build());
            out.onCompleted();
        }

        private ByteBuffer read(SnapshotSource source) throws IOException {
            ByteBuffer chunk = ByteBuffer.allocate(limits.chunkBytes());
            int count = 0;
            while (chunk.hasRemaining() && count >= 0) {
                count = source.read(chunk);
            }
            return chunk.flip();
        }

        private synchronized ClientCallStreamObserver<SnapshotPart> awaitReady()
                throws IOException, InterruptedException {
            ClientCallStreamObserver<SnapshotPart> open = call;
            if (open == null) {
                throw new IOException("the call did not start");
            }
            long deadlineNanos = clock.nanos() + limits.silence().toNanos();
            while (failure == null && !open.isReady()) {
                waitUntil(deadlineNanos, limits.silence(), "the receiver took nothing");
            }
            failIfBroken();
            return open;
        }

        synchronized void awaitResult() throws IOException, InterruptedException {
            long deadlineNanos = clock.nanos() + limits.snapshotResultTimeout().toNanos();
            while (failure == null && !durable) {
                waitUntil(deadlineNanos, limits.snapshotResultTimeout(), "no result");
            }
            failIfBroken();
        }

        private synchronized void waitUntil(long deadlineNanos, Duration patience, String otherwise)
                throws IOException, InterruptedException {
            long leftNanos = deadlineNanos - clock.nanos();
            if (leftNanos <= 0) {
                throw new IOException(otherwise + " for " + patience.toMillis() + " ms");
            }
            TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
        }

        private synchronized void failIfBroken() throws IOException {
            if (failure != null && !durable) {
                throw new IOException(failure);
            }
        }
    }
}
