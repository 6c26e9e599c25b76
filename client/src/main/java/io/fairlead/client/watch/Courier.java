package io.fairlead.client.watch;

import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchOptions;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Carries what an inbox holds to a receiver that is called: on the executor, one item at a time, in order. A receiver that
 * blocks holds up its own courier alone.
 */
abstract class Courier extends Inbox {
    /** Items in a row before the thread is given back. */
    private static final int ITEMS_PER_TURN = 64;

    private final Executor executor;

    /** True while a turn is due or under way. Guarded by this. */
    private boolean scheduled;

    /** Something came in during the turn. Guarded by this. */
    private boolean again;

    /** The end was told. Only touched in turns. */
    private boolean concluded;

    Courier(WatchOptions options, Executor executor) {
        super(options.bufferEvents(), options.progress(), options.listener());
        this.executor = executor;
    }

    /** Whether the receiver takes a batch now. */
    abstract boolean mayHand();

    /** Calls the receiver. What it throws ends the watch. */
    abstract void hand(WatchBatch batch);

    /** Tells the receiver of the end: {@code why} is null for a close by the receiver itself. */
    abstract void finished(@Nullable Throwable why);

    @Override
    final void wake() {
        synchronized (this) {
            again = true;
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        schedule();
    }

    private void schedule() {
        try {
            executor.execute(this::turn);
        } catch (RejectedExecutionException closed) {
            // The client is closed: nothing is handed over any more, but who waits for the end must see it.
            abandon(asFailure(null));
            turn();
        }
    }

    private void turn() {
        for (int i = 0; i < ITEMS_PER_TURN; i++) {
            synchronized (this) {
                again = false;
            }
            if (!step()) {
                synchronized (this) {
                    if (!again) {
                        scheduled = false;
                        return;
                    }
                }
            }
        }
        schedule();
    }

    /** Hands over one item, or tells the end; false if there was nothing to do. */
    private boolean step() {
        if (concluded) {
            return false;
        }
        if (isOver()) {
            concluded = true;
            try {
                finished(cause());
            } finally {
                conclude();
            }
            return false;
        }
        Item item = poll(mayHand());
        if (item == null) {
            return false;
        }
        try {
            take(item);
            handled(item);
        } catch (Throwable e) {
            // Whatever it is: a watch whose courier died without a word would hang for ever.
            abandon(e);
        }
        return true;
    }

    private void take(Item item) {
        if (item instanceof Delivery delivery) {
            hand(delivery.batch());
        } else {
            tell(item);
        }
    }
}
