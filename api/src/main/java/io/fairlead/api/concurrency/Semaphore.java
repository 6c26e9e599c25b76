package io.fairlead.api.concurrency;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A number of permits that processes share. As with a lock, a holder that was paused may go on without its permit; see
 * {@link DistributedLock}.
 *
 * <p>All who meet must agree on the number: everybody writes it beside its place in the line, and one that comes with another
 * number than those who hold or wait is refused with an {@link IllegalStateException}. When nobody holds or waits the number
 * may change. Permits are handed out in the order of the line; a large request is not overtaken by small ones behind it.
 *
 * <p>A broken connection, a lost session and giving up are as with {@link DistributedLock}. A waiter hears of every permit that
 * is given back, and asks the cluster only when its own turn seems to have come.
 *
 * <p>Safe to share between threads.
 */
public interface Semaphore {
    /** The name, which is also where the keys of the line stand. */
    String name();

    /** How many permits there are. */
    int permits();

    /** As {@link #acquire(int)}, for one permit. */
    default PermitHold acquire() {
        return acquire(1);
    }

    /**
     * Waits for so many permits without limit; a thread that is interrupted leaves the line.
     *
     * @throws IllegalArgumentException if {@code count} is not between one and all permits
     */
    PermitHold acquire(int count);

    /** Waits for so many permits at most so long; empty if they did not come in that time. */
    Optional<PermitHold> tryAcquire(int count, Duration timeout);

    /** Takes so many permits if they are free and nobody waits. */
    Optional<PermitHold> tryAcquire(int count);

    /** Waits for so many permits without a thread; ends as {@link DistributedLock#acquireAsync()} does. */
    CompletableFuture<PermitHold> acquireAsync(int count);
}
