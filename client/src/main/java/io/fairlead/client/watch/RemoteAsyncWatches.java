package io.fairlead.client.watch;

import io.fairlead.api.KeyRange;
import io.fairlead.api.watch.AsyncWatches;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.call.CallFuture;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.Effect;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Starts watches on a mux. */
final class RemoteAsyncWatches implements AsyncWatches {
    private final Caller caller;
    private final WatchMux mux;

    RemoteAsyncWatches(Caller caller, WatchMux mux) {
        this.caller = caller;
        this.mux = mux;
    }

    @Override
    public CompletableFuture<WatchHandle> watch(
            KeyRange range, WatchOptions options, Consumer<? super WatchBatch> receiver) {
        Objects.requireNonNull(receiver, "receiver");
        PushCourier courier = new PushCourier(options, caller.executor(), receiver);
        return start(range, options, courier, startRevision -> new PushHandle(courier, startRevision));
    }

    CompletableFuture<WatchIterator> iterate(KeyRange range, WatchOptions options) {
        PullInbox inbox = new PullInbox(options);
        return start(range, options, inbox, startRevision -> {
            inbox.started(startRevision);
            return inbox;
        });
    }

    /** Starts a watch whose failure, like everything else, goes to the inbox. */
    void start(KeyRange range, WatchOptions options, Inbox inbox) {
        mux.start(range, options, inbox, caller.deadline(), new CompletableFuture<>());
    }

    private <T> CompletableFuture<T> start(
            KeyRange range, WatchOptions options, Inbox inbox, LongFunction<? extends T> handle) {
        CallFuture<T> started = new CallFuture<>(Effect.READ);
        started.onCancel(() -> inbox.abandon(null));
        CompletableFuture<Long> taken = new CompletableFuture<>();
        CompletionStage<Long> ignored = taken.whenComplete((startRevision, thrown) -> {
            if (thrown == null) {
                started.complete(handle.apply(startRevision));
            } else {
                started.completeExceptionally(thrown);
            }
        });
        mux.start(range, options, inbox, caller.deadline(), taken);
        return started;
    }
}
