package io.fairlead.api.concurrency;

import java.util.concurrent.CompletableFuture;

/** An observation that goes on. Safe to share between threads. */
public interface Observation extends AutoCloseable {
    /**
     * Completes when the observation ends: normally after {@link #close()}, else with the
     * {@link io.fairlead.api.FairleadException} that ended it, or with what the receiver threw. A lost connection does not end
     * it.
     */
    CompletableFuture<Void> done();

    /** Ends the observation. A state that is being told is finished; none follows. Closing twice does nothing. */
    @Override
    void close();
}
