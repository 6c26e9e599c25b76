package io.fairlead.client.recipe.election;

import io.fairlead.api.CompactedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.concurrency.ElectionState;
import io.fairlead.api.concurrency.Observation;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.recipe.basis.Reasons;
import io.fairlead.client.recipe.line.LineTools;
import io.fairlead.client.recipe.line.Trouble;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the line and watches it from there; when the watch ends, for what was missed is compacted, reads again.
 *
 * <p>The receiver runs inside the watch's own receiver: a slow one makes the watch pause. A read comes before its watch and
 * after the end of the one before, so that one thread at a time touches the track.
 */
final class LeaderObservation implements Observation {
    private final LineTools tools;
    private final KeyRange line;
    private final Consumer<? super ElectionState> receiver;

    /** Guarded by this. */
    private final LeaderTrack track = new LeaderTrack();

    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** What to break off at the end; guarded by {@link #done}. */
    private @Nullable CompletableFuture<?> underWay;

    /** The watch that runs; guarded by {@link #done}. */
    private @Nullable WatchHandle watch;

    LeaderObservation(LineTools tools, KeyRange line, Consumer<? super ElectionState> receiver) {
        this.tools = tools;
        this.line = line;
        this.receiver = receiver;
        var unused = done.whenComplete((nothing, thrown) -> breakOff());
    }

    /** Reads; {@code failures} tries in a row have failed. */
    void read(int failures) {
        CompletableFuture<RangeResult> reading = tools.kv().async().get(line, ReadOptions.defaults());
        if (isUnderWay(reading)) {
            var unused = reading.whenComplete((found, thrown) -> {
                if (thrown != null) {
                    again(thrown, failures);
                } else {
                    long revision = found.header().revision();
                    if (tell(() -> track.read(found.entries(), revision))) {
                        follow(revision, failures);
                    }
                }
            });
        }
    }

    private void follow(long revision, int failures) {
        CompletableFuture<WatchHandle> starting =
                tools.watches().async().watch(line, WatchOptions.from(revision + 1), this::changed);
        if (isUnderWay(starting)) {
            var unused = starting.whenComplete((handle, thrown) -> {
                if (thrown != null) {
                    again(thrown, failures);
                } else {
                    runs(handle);
                }
            });
        }
    }

    private void runs(WatchHandle handle) {
        synchronized (done) {
            watch = handle;
        }
        if (done.isDone()) {
            handle.close();
        }
        var unused = handle.done().whenComplete((nothing, thrown) -> {
            if (thrown != null) {
                again(thrown, 0);
            } else {
                done.complete(null);
            }
        });
    }

    private void changed(WatchBatch batch) {
        tell(() -> track.changed(batch));
    }

    /** Reads again after what passes, and ends with anything else. */
    private void again(Throwable thrown, int failures) {
        Throwable reason = Reasons.of(thrown);
        if (reason instanceof CompactedException) {
            read(0);
        } else if (reason instanceof FairleadException known && Trouble.passes(known)) {
            CompletableFuture<Void> pause = tools.pause(failures + 1);
            if (isUnderWay(pause)) {
                var unused = pause.thenRun(() -> read(failures + 1));
            }
        } else {
            done.completeExceptionally(reason);
        }
    }

    /** False if the observation has ended. */
    private boolean isUnderWay(CompletableFuture<?> future) {
        synchronized (done) {
            underWay = future;
        }
        if (done.isDone()) {
            future.cancel(true);
            return false;
        }
        return true;
    }

    private void breakOff() {
        CompletableFuture<?> waiting;
        WatchHandle running;
        synchronized (done) {
            waiting = underWay;
            running = watch;
        }
        if (waiting != null) {
            waiting.cancel(true);
        }
        if (running != null) {
            running.close();
        }
    }

    /** Takes a step and tells what comes out of it; false if the observation has ended. */
    private boolean tell(Supplier<Optional<ElectionState>> step) {
        Optional<ElectionState> state;
        synchronized (this) {
            state = step.get();
        }
        if (done.isDone()) {
            return false;
        }
        try {
            state.ifPresent(receiver);
            return true;
        } catch (RuntimeException | Error thrown) {
            done.completeExceptionally(thrown);
            return false;
        }
    }

    @Override
    public CompletableFuture<Void> done() {
        return done.copy();
    }

    @Override
    public void close() {
        done.complete(null);
    }
}
