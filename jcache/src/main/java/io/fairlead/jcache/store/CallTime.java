package io.fairlead.jcache.store;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The time that one call of a store has. For one thread. */
final class CallTime {
    /** What is too short to send anything. */
    private static final Duration LEAST = Duration.ofMillis(5);

    private final LongSupplier nanoTime;
    private final long endNanos;

    CallTime(LongSupplier nanoTime, Duration length) {
        this.nanoTime = nanoTime;
        this.endNanos = nanoTime.getAsLong() + length.toNanos();
    }

    boolean isOver() {
        return leftNanos() < LEAST.toNanos();
    }

    /** What is left, or the least that makes sense. */
    Duration left() {
        return Duration.ofNanos(Math.max(LEAST.toNanos(), leftNanos()));
    }

    /** For a try whose answer may be lost: half of what is left, so that there is time to find out. */
    Duration half() {
        return Duration.ofNanos(Math.max(LEAST.toNanos(), leftNanos() / 2));
    }

    private long leftNanos() {
        return endNanos - nanoTime.getAsLong();
    }
}
