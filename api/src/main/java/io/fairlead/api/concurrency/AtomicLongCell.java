package io.fairlead.api.concurrency;

import java.util.function.LongUnaryOperator;

/**
 * A number in the store that is changed atomically; 0 while its key does not exist. The key is the name, and holds decimal
 * digits that other tools can read; beside it, {@code <name>/update} names the last update.
 *
 * <p>Updates are exact: an update whose answer was lost is looked up in the store and neither lost nor made twice. Where that
 * can't be found out, because the cluster stays away or the history was compacted meanwhile, the call fails with outcome
 * UNKNOWN. The keys belong to the counter: somebody who deletes them while an update is under way may cause it to be made
 * twice.
 *
 * <p>Safe to share between threads. Under contention an update is tried again, after pauses, until its tries are used up and it
 * fails with {@link io.fairlead.api.ConflictException}.
 */
public interface AtomicLongCell {
    /** Its key. */
    String name();

    /**
     * The number now, linearizable.
     *
     * @throws NumberFormatException if somebody wrote something else there
     */
    long get();

    /** Sets the number, whatever it is. */
    default void set(long value) {
        updateAndGet(old -> value);
    }

    /** Adds, and gives the sum; overflow wraps around as it does with a {@code long}. */
    default long addAndGet(long delta) {
        return updateAndGet(old -> old + delta);
    }

    /** Adds one, and gives the sum. */
    default long incrementAndGet() {
        return addAndGet(1);
    }

    /** Takes one away, and gives what is left. */
    default long decrementAndGet() {
        return addAndGet(-1);
    }

    /**
     * Changes the number to what the function makes of it, and gives that.
     *
     * @param change run as often as it takes, so it has no effects of its own
     */
    long updateAndGet(LongUnaryOperator change);

    /** Sets the number if it is the expected one; false, and nothing changed, if not. */
    boolean compareAndSet(long expected, long value);
}
