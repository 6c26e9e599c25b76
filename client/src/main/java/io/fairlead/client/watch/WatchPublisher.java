package io.fairlead.client.watch;

import io.fairlead.api.KeyRange;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchOptions;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** Starts a watch for every subscription. The numbers name the rules of Reactive Streams. */
final class WatchPublisher implements Flow.Publisher<WatchBatch> {
    private static final System.Logger LOG = System.getLogger(WatchPublisher.class.getName());

    private final RemoteAsyncWatches watches;
    private final Executor executor;
    private final KeyRange range;
    private final WatchOptions options;

    WatchPublisher(RemoteAsyncWatches watches, Executor executor, KeyRange range, WatchOptions options) {
        this.watches = watches;
        this.executor = executor;
        this.range = range;
        this.options = options;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super WatchBatch> subscriber) {
        // 1.9
        Objects.requireNonNull(subscriber, "subscriber");
        FlowCourier courier = new FlowCourier(options, executor, subscriber);
        try {
            subscriber.onSubscribe(courier);
        } catch (Throwable e) {
            // 2.13
            LOG.log(System.Logger.Level.WARNING, "a subscriber of a watch failed and is cancelled", e);
            courier.cancel();
            return;
        }
        watches.start(range, options, courier);
    }
}
