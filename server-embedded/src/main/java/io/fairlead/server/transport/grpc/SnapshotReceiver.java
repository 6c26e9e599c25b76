package io.fairlead.server.transport.grpc;

import com.google.protobuf.ByteString;
import io.fairlead.server.pb.peer.SnapshotOpening;
import io.fairlead.server.pb.peer.SnapshotPart;
import io.fairlead.server.pb.peer.SnapshotResult;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.transport.SnapshotSink;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot that a peer sends us: parts in, a durable state or nothing out. gRPC calls it from one thread at a time,
 * never an event loop.
 */
final class SnapshotReceiver implements StreamObserver<SnapshotPart> {
    private static final System.Logger LOG = System.getLogger(SnapshotReceiver.class.getName());

    private final PeerInbox inbox;
    private final Handshake sender;
    private final StreamObserver<SnapshotResult> result;
    private final CRC32C crc = new CRC32C();

    /** Where the data goes; null before the opening and after the end. */
    private @Nullable SnapshotSink sink;

    private long announcedSize;
    private long receivedSize;
    private boolean verified;
    private boolean ended;

    SnapshotReceiver(PeerInbox inbox, Handshake sender, StreamObserver<SnapshotResult> result) {
        this.inbox = inbox;
        this.sender = sender;
        this.result = result;
    }

    @Override
    public void onNext(SnapshotPart part) {
        if (ended) {
            return;
        }
        try {
            switch (part.getPartCase()) {
                case OPENING -> open(part.getOpening());
                case DATA -> write(part.getData());
                case ENDING -> verify(part.getEnding().getCrc());
                case PART_NOT_SET -> refuse(Status.INVALID_ARGUMENT, "empty part");
            }
        } catch (IOException e) {
            refuse(Status.UNAVAILABLE, "the snapshot can't be kept: " + e.getMessage());
        } catch (PeerCodec.MalformedMessage e) {
            refuse(Status.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        }
    }

    private void open(SnapshotOpening opening) throws IOException, PeerCodec.MalformedMessage {
        Message message = PeerCodec.decode(opening.getAnnouncement());
        if (sink != null
                || !(message instanceof Message.InstallSnapshot announcement)
                || message.from() != sender.from()
                || message.to() != sender.to()) {
            refuse(Status.INVALID_ARGUMENT, "unexpected opening of a snapshot: " + message.type());
            return;
        }
        announcedSize = opening.getSize();
        sink = inbox.sink().openSnapshot(announcement);
        LOG.log(
                Level.INFO,
                "receiving a snapshot at index " + announcement.meta().index() + " of " + announcedSize
                        + " bytes from peer " + Long.toHexString(sender.from()));
    }

    private void write(ByteString data) throws IOException {
        SnapshotSink open = sink;
        if (open == null || verified) {
            refuse(Status.INVALID_ARGUMENT, "snapshot data outside of a snapshot");
            return;
        }
        receivedSize += data.size();
        if (Long.compareUnsigned(receivedSize, announcedSize) > 0) {
            refuse(Status.INVALID_ARGUMENT, "more than the announced " + announcedSize + " bytes");
            return;
        }
        ByteBuffer bytes = data.asReadOnlyByteBuffer();
        crc.update(bytes.duplicate());
        open.write(bytes);
    }

    private void verify(int expectedCrc) {
        if (sink == null || verified) {
            refuse(Status.INVALID_ARGUMENT, "unexpected end of a snapshot");
        } else if (receivedSize != announcedSize) {
            refuse(Status.DATA_LOSS, "received " + receivedSize + " of " + announcedSize + " bytes");
        } else if ((int) crc.getValue() != expectedCrc) {
            refuse(
                    Status.DATA_LOSS,
                    "checksum of the snapshot is " + Integer.toHexString((int) crc.getValue()) + ", the sender's is "
                            + Integer.toHexString(expectedCrc));
        } else {
            verified = true;
        }
    }

    @Override
    public void onCompleted() {
        if (ended) {
            return;
        }
        SnapshotSink whole = sink;
        if (whole == null || !verified) {
            refuse(Status.INVALID_ARGUMENT, "the snapshot has no end");
            return;
        }
        try {
            whole.complete();
        } catch (IOException e) {
            refuse(Status.UNAVAILABLE, "the snapshot can't be made durable: " + e.getMessage());
            return;
        }
        ended = true;
        sink = null;
        result.onNext(SnapshotResult.getDefaultInstance());
        result.onCompleted();
    }

    @Override
    public void onError(Throwable cause) {
        if (!ended) {
            LOG.log(
                    Level.WARNING,
                    "snapshot from peer " + Long.toHexString(sender.from()) + " broke off after " + receivedSize
                            + " of " + announcedSize + " bytes: " + Lane.describe(cause));
            abort();
        }
    }

    private void refuse(Status status, String why) {
        LOG.log(Level.WARNING, "refused a snapshot from peer " + Long.toHexString(sender.from()) + ": " + why);
        abort();
        result.onError(status.withDescription(why).asRuntimeException());
    }

    private void abort() {
        ended = true;
        SnapshotSink unfinished = sink;
        sink = null;
        if (unfinished != null) {
            unfinished.abort();
        }
    }
}
