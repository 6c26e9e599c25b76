package io.fairlead.api.watch;

import java.time.Duration;
import java.util.Optional;

/** A watch that is asked for its batches. For one thread at a time; only {@link #close()} may come from another. */
public interface WatchIterator extends AutoCloseable {
    /** The first revision the watch covers: every change from there on is delivered. */
    long startRevision();

    /**
     * The next batch, waiting for it.
     *
     * @throws io.fairlead.api.FairleadException what ended the watch; {@link io.fairlead.api.ClientClosedException} after a
     *     close
     */
    WatchBatch take();

    /** The next batch, waiting for it at most so long; empty if none came. Fails as {@link #take()} does. */
    Optional<WatchBatch> poll(Duration timeout);

    /** Ends the watch. Closing twice does nothing. */
    @Override
    void close();
}
