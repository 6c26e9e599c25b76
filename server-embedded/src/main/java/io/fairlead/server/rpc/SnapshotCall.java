package io.fairlead.server.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.fairlead.api.pb.etcdserverpb.SnapshotResponse;
import io.fairlead.server.database.DatabaseImage;
import io.fairlead.server.database.SnapshotFile;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One snapshot on its way to a client: pieces of the database while the client takes them, then the digest of it all.
 *
 * <p>It advances in turns. gRPC's events only ask for a turn, and turns follow each other, never two at once; so what a turn
 * touches needs no lock.
 */
final class SnapshotCall {
    private static final System.Logger LOG = System.getLogger(SnapshotCall.class.getName());

    /** As etcd sends them. */
    private static final int PIECE_SIZE = 32 * 1024;

    /** Pieces after which a turn ends, so that others get theirs. */
    private static final int PIECES_A_TURN = 64;

    private final ServerCallStreamObserver<SnapshotResponse> call;
    private final DatabaseImage image;
    private final String version;
    private final Executor turns;
    private final Runnable onEnd;
    private final MessageDigest digest = SnapshotFile.newDigest();

    /** Events since the last turn began; the one that makes it 1 asks for a turn. */
    private final AtomicInteger events = new AtomicInteger();

    private long remaining = -1;
    private boolean ended;

    /**
     * @param turns runs what blocks; each turn happens before the next
     * @param onEnd told once, when the image is closed
     */
    SnapshotCall(
            ServerCallStreamObserver<SnapshotResponse> call,
            DatabaseImage image,
            String version,
            Executor turns,
            Runnable onEnd) {
        this.call = call;
        this.image = image;
        this.version = version;
        this.turns = turns;
        this.onEnd = onEnd;
    }

    /** Within the service's method, where handlers may still be set. */
    void start() {
        call.setOnReadyHandler(this::wake);
        call.setOnCancelHandler(this::wake);
        wake();
    }

    static void fail(ServerCallStreamObserver<?> call, Throwable cause) {
        LOG.log(Level.ERROR, "a snapshot can't be read", cause);
        call.onError(Status.INTERNAL
                .withDescription("etcdserver: internal error")
                .withCause(cause)
                .asException());
    }

    private void wake() {
        if (events.getAndIncrement() == 0) {
            turns.execute(this::turn);
        }
    }

    private void turn() {
        int seen = events.get();
        boolean more = advance();
        if (more || !events.compareAndSet(seen, 0)) {
            turns.execute(this::turn);
        }
    }

    /** Whether it stopped only so that others get a turn. */
    private boolean advance() {
        try {
            for (int i = 0; i < PIECES_A_TURN; i++) {
                if (ended) {
                    return false;
                }
                if (call.isCancelled()) {
                    end();
                    return false;
                }
                if (!call.isReady()) {
                    return false;
                }
                send();
            }
            return true;
        } catch (IOException | RuntimeException e) {
            end();
            fail(call, e);
            return false;
        }
    }

    private void send() throws IOException {
        if (remaining < 0) {
            remaining = image.size();
        }
        if (remaining == 0) {
            call.onNext(response(UnsafeByteOperations.unsafeWrap(digest.digest())));
            end();
            call.onCompleted();
            return;
        }
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_SIZE, remaining));
        while (piece.hasRemaining()) {
            if (image.read(piece) < 0) {
                throw new IOException("the database ended " + remaining + " bytes early");
            }
        }
        piece.flip();
        remaining -= piece.remaining();
        digest.update(piece.duplicate());
        call.onNext(response(UnsafeByteOperations.unsafeWrap(piece)));
    }

    private SnapshotResponse response(ByteString blob) {
        return SnapshotResponse.newBuilder()
                .setRemainingBytes(Math.max(0, remaining))
                .setBlob(blob)
                .setVersion(version)
                .build();
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        try {
            image.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "files of a snapshot were not closed", e);
        }
        onEnd.run();
    }
}
