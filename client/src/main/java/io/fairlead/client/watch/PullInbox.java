package io.fairlead.client.watch;

import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An inbox that is asked. What was given out counts as handled when the next one is asked for. */
final class PullInbox extends Inbox implements WatchIterator {
    private volatile long startRevision;

    /** What was given out last; touched by the thread that asks alone. */
    private @Nullable Item givenOut;

    PullInbox(WatchOptions options) {
        super(options.bufferEvents(), options.progress(), options.listener());
    }

    void started(long revision) {
        startRevision = revision;
    }

    @Override
    public long startRevision() {
        return startRevision;
    }

    @Override
    void wake() {
        synchronized (this) {
            notifyAll();
        }
    }

    @Override
    public WatchBatch take() {
        while (true) {
            Optional<WatchBatch> batch = poll(Duration.ofDays(1));
            if (batch.isPresent()) {
                return batch.get();
            }
        }
    }

    @Override
    public Optional<WatchBatch> poll(Duration timeout) {
        if (givenOut != null) {
            handled(givenOut);
            givenOut = null;
        }
        long start = System.nanoTime();
        long patience = TimeUnit.NANOSECONDS.convert(timeout);
        while (true) {
            Item item = poll(true);
            if (item instanceof Delivery delivery) {
                givenOut = item;
                return Optional.of(delivery.batch());
            }
            if (item != null) {
                tell(item);
                handled(item);
                continue;
            }
            long left = patience - (System.nanoTime() - start);
            if (!await(left)) {
                return Optional.empty();
            }
        }
    }

    /** Waits until there may be something to take; false if the time is over. */
    private synchronized boolean await(long nanos) {
        if (isOver()) {
            throw asFailure(cause());
        }
        if (!isIdle()) {
            return true;
        }
        if (nanos <= 0) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(Outcome.NOT_APPLIED, List.of(), e);
        }
    }

    @Override
    public void close() {
        abandon(null);
    }
}
