package io.fairlead.api.watch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A watch that runs. Safe to share between threads. */
public interface WatchHandle extends AutoCloseable {
    /** The first revision the watch covers: every change from there on is delivered. */
    long startRevision();

    /** The receiver has returned from every change up to this revision. */
    long revision();

    /**
     * Waits until the receiver has returned from every change up to {@code revision}: after a write, until this watch has seen
     * it.
     *
     * @throws io.fairlead.api.DeadlineExceededException if that takes longer than {@code timeout}
     * @throws io.fairlead.api.FairleadException what ended the watch, if it has ended before that
     */
    void awaitRevision(long revision, Duration timeout);

    /**
     * As {@link #awaitRevision} without a thread and without a limit: completes when the receiver has returned from every
     * change up to {@code revision}, or fails with what ended the watch. Until then the watch has its member tell how far it
     * is, since there may be no change to wait for; cancelling the future ends that.
     */
    CompletableFuture<Void> reached(long revision);

    /**
     * Completes when the watch ends: normally after {@link #close()}, else with the {@link io.fairlead.api.FairleadException}
     * that ended it, or with what the receiver threw. Interruptions the watch survives do not show here.
     */
    CompletableFuture<Void> done();

    /** Ends the watch. A batch that is being handed over is finished; none follows. Closing twice does nothing. */
    @Override
    void close();
}
