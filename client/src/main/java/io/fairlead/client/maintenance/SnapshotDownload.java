package io.fairlead.client.maintenance;

import com.google.protobuf.ByteString;
import io.fairlead.api.Attempt;
import io.fairlead.api.Bytes;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.maintenance.SavedSnapshot;
import io.fairlead.api.maintenance.SnapshotChecksum;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.SnapshotRequest;
import io.fairlead.api.pb.etcdserverpb.SnapshotResponse;
import io.fairlead.client.call.CallFuture;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.Effect;
import io.fairlead.client.call.Failure;
import io.fairlead.client.call.Lane;
import io.fairlead.client.call.StreamCall;
import io.fairlead.client.call.StreamEvents;
import io.fairlead.client.endpoint.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one snapshot. A piece is asked for when the one before it is written, so that a slow disk slows the member down and
 * fills no memory.
 *
 * <p>Until the first piece a member that can't be reached is asked again. After it, nothing is repeated: the stream can't be
 * resumed, and starting over is for the caller to decide.
 */
final class SnapshotDownload implements StreamEvents<SnapshotResponse> {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Caller caller;
    private final Endpoint endpoint;
    private final SnapshotTarget target;
    private final CallFuture<SavedSnapshot> saved = new CallFuture<>(Effect.READ);
    private final Lane lane;
    private final long patienceNanos;

    // What follows is touched on the lane alone.
    private final SnapshotChecksum checksum = new SnapshotChecksum();
    private final List<Attempt> attempts = new ArrayList<>();
    private String version = "";
    private boolean begun;

    /** When progress was last made, by the clock of the timer. */
    private long progressNanos = System.nanoTime();

    private @Nullable StreamCall<SnapshotRequest, SnapshotResponse> stream;

    private SnapshotDownload(Caller caller, Endpoint endpoint, SnapshotTarget target) {
        this.caller = caller;
        this.endpoint = endpoint;
        this.target = target;
        this.lane = caller.newLane();
        this.patienceNanos = caller.deadline().toNanos();
    }

    /** Starts to fetch. Cancelling the future ends the stream and undoes what can be undone. */
    static CallFuture<SavedSnapshot> start(Caller caller, Endpoint endpoint, SnapshotTarget target) {
        SnapshotDownload download = new SnapshotDownload(caller, endpoint, target);
        download.start();
        return download.saved;
    }

    private void start() {
        Runnable abandon = () -> fail(new ClientClosedException(Outcome.NOT_APPLIED, List.of()));
        CompletionStage<SavedSnapshot> ignored = saved.whenComplete((snapshot, thrown) -> {
            caller.ended(abandon);
            if (snapshot == null) {
                target.abort();
                lane.execute(() -> stop("the download was broken off"));
            }
        });
        if (!caller.begun(abandon)) {
            abandon.run();
            return;
        }
        watchOver(patienceNanos);
        lane.execute(() -> {
            try {
                if (!saved.isDone()) {
                    target.open();
                    open();
                }
            } catch (IOException e) {
                fail(new UncheckedIOException(e));
            }
        });
    }

    private void open() {
        if (saved.isDone()) {
            return;
        }
        StreamCall<SnapshotRequest, SnapshotResponse> opened =
                caller.stream(MaintenanceGrpc.getSnapshotMethod(), endpoint, false, lane, this);
        stream = opened;
        opened.send(SnapshotRequest.getDefaultInstance());
        opened.halfClose();
        opened.request(1);
    }

    @Override
    public void onMessage(SnapshotResponse piece) {
        begun = true;
        if (saved.isDone()) {
            return;
        }
        try {
            write(piece.getBlob());
        } catch (IOException e) {
            fail(new UncheckedIOException(e));
            return;
        }
        version = piece.getVersion();
        progressNanos = System.nanoTime();
        if (stream != null) {
            stream.request(1);
        }
    }

    private void write(ByteString blob) throws IOException {
        for (ByteBuffer part : blob.asReadOnlyByteBufferList()) {
            checksum.update(part);
            target.write(part);
        }
    }

    @Override
    public void onEnd(Failure end) {
        stream = null;
        if (saved.isDone()) {
            return;
        }
        if (end.status().isOk()) {
            finish();
            return;
        }
        attempts.add(end.toAttempt());
        if (begun || !caller.mayReadAgain(end)) {
            fail(caller.readFailure(end, attempts));
        } else {
            after(PAUSE.toNanos(), this::open);
        }
    }

    private void finish() {
        try {
            Bytes digest = checksum.finish();
            target.commit();
            saved.complete(new SavedSnapshot(endpoint.name(), checksum.size(), digest, version));
        } catch (IOException e) {
            fail(new UncheckedIOException(e));
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Gives up when nothing has happened for as long as the caller has patience. */
    private void watchOver(long nanos) {
        after(nanos, () -> {
            long left = patienceNanos - (System.nanoTime() - progressNanos);
            if (left <= 0) {
                fail(new DeadlineExceededException(Outcome.NOT_APPLIED, attempts, null));
            } else if (!saved.isDone()) {
                watchOver(left);
            }
        });
    }

    /** Runs the task on the lane after so long, unless the download has ended by then. */
    private void after(long nanos, Runnable task) {
        try {
            ScheduledFuture<?> due = caller.timer().schedule(() -> lane.execute(task), nanos, TimeUnit.NANOSECONDS);
            CompletionStage<SavedSnapshot> ignored = saved.whenComplete((snapshot, thrown) -> due.cancel(false));
        } catch (RejectedExecutionException closed) {
            fail(new ClientClosedException(Outcome.NOT_APPLIED, List.of()));
        }
    }

    private void fail(Throwable thrown) {
        saved.completeExceptionally(thrown);
    }

    private void stop(String why) {
        if (stream != null) {
            stream.cancel(why);
        }
    }
}
