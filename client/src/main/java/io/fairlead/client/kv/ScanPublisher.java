package io.fairlead.client.kv;

import io.fairlead.api.KeyRange;
import io.fairlead.api.kv.AsyncKv;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.ScanPage;
import io.fairlead.client.call.Lane;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Scans by demand: each subscription reads the pages it was asked for, one at a time. */
public final class ScanPublisher implements Flow.Publisher<ScanPage> {
    private final AsyncKv kv;
    private final KeyRange range;
    private final ScanOptions options;

    /** Scans through {@code kv}; nothing is read before it is demanded. */
    public ScanPublisher(AsyncKv kv, KeyRange range, ScanOptions options) {
        this.kv = kv;
        this.range = range;
        this.options = options;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ScanPage> subscriber) {
        Run run = new Run(new PageReader(kv, range, options), subscriber);
        run.lane.execute(() -> subscriber.onSubscribe(run));
    }

    /**
     * One subscription. Its lane runs on whatever thread brings it a task: that of the subscriber, or the one of the client's
     * executor on which a page came.
     */
    private static final class Run implements Flow.Subscription {
        private final Lane lane = new Lane(Runnable::run);
        private final PageReader reader;
        private final Flow.Subscriber<? super ScanPage> subscriber;

        // What follows is touched on the lane alone.
        private long demand;
        private boolean ended;
        private @Nullable CompletableFuture<ScanPage> reading;

        Run(PageReader reader, Flow.Subscriber<? super ScanPage> subscriber) {
            this.reader = reader;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            lane.execute(() -> {
                if (ended) {
                    return;
                }
                if (count <= 0) {
                    end();
                    subscriber.onError(new IllegalArgumentException("at least one page is requested: " + count));
                    return;
                }
                demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
                read();
            });
        }

        @Override
        public void cancel() {
            lane.execute(this::end);
        }

        private void end() {
            ended = true;
            if (reading != null) {
                reading.cancel(true);
            }
        }

        private void read() {
            if (ended || demand == 0 || reading != null) {
                return;
            }
            CompletableFuture<ScanPage> page = reader.next();
            reading = page;
            CompletionStage<ScanPage> ignored =
                    page.whenComplete((read, thrown) -> lane.execute(() -> deliver(read, thrown)));
        }

        private void deliver(@Nullable ScanPage page, @Nullable Throwable thrown) {
            reading = null;
            if (ended) {
                return;
            }
            if (page == null) {
                ended = true;
                subscriber.onError(thrown == null ? new IllegalStateException("no page") : thrown);
                return;
            }
            demand--;
            ended = page.last();
            try {
                subscriber.onNext(page);
            } catch (RuntimeException e) {
                // A subscriber that breaks its contract gets nothing more.
                ended = true;
                throw e;
            }
            if (page.last()) {
                subscriber.onComplete();
            } else {
                read();
            }
        }
    }
}
