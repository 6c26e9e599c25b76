package io.fairlead.client.endpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Asks a source that is not fixed: one question at a time, on a thread that may block, and not too often. */
public final class SourceLookup {
    private static final System.Logger LOG = System.getLogger(SourceLookup.class.getName());

    /** Between two questions because an endpoint failed. */
    static final Duration GAP = Duration.ofSeconds(5);

    private final EndpointSource source;
    private final Endpoints endpoints;
    private final Executor executor;
    private final LongSupplier nanoTime;

    /** The question under way; guarded by this. */
    private @Nullable CompletableFuture<Void> asking;

    /** True once the source was asked; guarded by this. */
    private boolean asked;

    /** When it was asked last; guarded by this. */
    private long askedNanos;

    public SourceLookup(EndpointSource source, Endpoints endpoints, Executor executor, LongSupplier nanoTime) {
        this.source = source;
        this.endpoints = endpoints;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    /** Asks, unless a question is under way: then waits for its answer. Fails with the source's IOException. */
    public CompletableFuture<Void> ask() {
        CompletableFuture<Void> mine;
        synchronized (this) {
            if (asking != null) {
                return asking.copy();
            }
            mine = new CompletableFuture<>();
            asking = mine;
            asked = true;
            askedNanos = nanoTime.getAsLong();
        }
        try {
            executor.execute(() -> answer(mine));
        } catch (RejectedExecutionException closed) {
            end(mine, closed);
        }
        return mine.copy();
    }

    /** An endpoint failed: perhaps its member has moved. Asks, if that was not done just before. */
    public void askAgain() {
        synchronized (this) {
            boolean recent = asked && nanoTime.getAsLong() - askedNanos < GAP.toNanos();
            if (source.isFixed() || recent) {
                return;
            }
        }
        CompletableFuture<Void> unused = ask();
    }

    private void answer(CompletableFuture<Void> mine) {
        try {
            List<Location> found = source.locate();
            if (found.isEmpty()) {
                throw new IOException(source + ": no endpoint found");
            }
            endpoints.located(found);
            end(mine, null);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.INFO, () -> source + ": " + e.getMessage());
            end(mine, e);
        }
    }

    private void end(CompletableFuture<Void> mine, @Nullable Exception failure) {
        synchronized (this) {
            asking = null;
        }
        if (failure == null) {
            mine.complete(null);
        } else {
            mine.completeExceptionally(failure);
        }
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
