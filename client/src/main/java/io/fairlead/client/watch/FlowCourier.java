package io.fairlead.client.watch;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchOptions;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One subscription: hands over as many batches as were requested. The numbers name the rules of Reactive Streams. */
final class FlowCourier extends Courier implements Flow.Subscription {
    private static final System.Logger LOG = System.getLogger(FlowCourier.class.getName());

    private final AtomicLong demand = new AtomicLong();

    /** Null after a cancel (3.13). Only touched in turns, but for the cancel. */
    private volatile Flow.@Nullable Subscriber<? super WatchBatch> subscriber;

    FlowCourier(WatchOptions options, Executor executor, Flow.Subscriber<? super WatchBatch> subscriber) {
        super(options, executor);
        this.subscriber = subscriber;
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            // 3.9
            abandon(new IllegalArgumentException("3.9: a subscriber must request more than 0 batches: " + count));
            return;
        }
        // 3.17
        demand.accumulateAndGet(count, (now, more) -> now + more < 0 ? Long.MAX_VALUE : now + more);
        wake();
    }

    @Override
    public void cancel() {
        subscriber = null;
        abandon(null);
    }

    @Override
    boolean mayHand() {
        return demand.get() > 0;
    }

    @Override
    void hand(WatchBatch batch) {
        Flow.Subscriber<? super WatchBatch> to = subscriber;
        if (to == null) {
            return;
        }
        demand.getAndUpdate(now -> now == Long.MAX_VALUE ? now : now - 1);
        try {
            to.onNext(batch);
        } catch (Throwable e) {
            // 2.13: it is to be treated as cancelled.
            LOG.log(System.Logger.Level.WARNING, "a subscriber of a watch failed and is cancelled", e);
            cancel();
        }
    }

    @Override
    void finished(@Nullable Throwable why) {
        Flow.Subscriber<? super WatchBatch> to = subscriber;
        subscriber = null;
        if (to != null) {
            to.onError(why == null ? new ClientClosedException(Outcome.NOT_APPLIED, List.of()) : why);
        }
    }
}
