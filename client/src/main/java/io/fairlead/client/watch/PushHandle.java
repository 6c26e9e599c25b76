package io.fairlead.client.watch;

import io.fairlead.api.watch.WatchHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What the caller holds of a watch that pushes. */
final class PushHandle implements WatchHandle {
    private final PushCourier courier;
    private final long startRevision;

    PushHandle(PushCourier courier, long startRevision) {
        this.courier = courier;
        this.startRevision = startRevision;
    }

    PushCourier courier() {
        return courier;
    }

    @Override
    public long startRevision() {
        return startRevision;
    }

    @Override
    public long revision() {
        return courier.seenRevision();
    }

    @Override
    public void awaitRevision(long revision, Duration timeout) {
        courier.awaitSeen(revision, timeout);
    }

    @Override
    public CompletableFuture<Void> reached(long revision) {
        return courier.whenSeen(revision);
    }

    /** A copy: whoever completes it does so for himself. */
    @Override
    public CompletableFuture<Void> done() {
        return courier.done().copy();
    }

    @Override
    public void close() {
        courier.abandon(null);
    }
}
