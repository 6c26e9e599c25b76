package io.fairlead.api.watch;

import io.fairlead.api.KeyRange;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Starts watches without waiting; see {@link Watches}. */
public interface AsyncWatches {
    /**
     * As {@link Watches#watch(KeyRange, WatchOptions, Consumer)}; the future completes when a member has taken the watch up.
     * Cancelling it ends the watch.
     */
    CompletableFuture<WatchHandle> watch(KeyRange range, WatchOptions options, Consumer<? super WatchBatch> receiver);
}
