package io.fairlead.client.call;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The pauses of one call between its tries: each at random between the least and three times the one before, so that calls
 * that failed together do not come back together.
 */
final class Pauses {
    static final long NANOS_MIN = Duration.ofMillis(10).toNanos();
    static final long NANOS_MAX = Duration.ofMillis(500).toNanos();
    private static final int GROWTH = 3;

    private final DoubleSupplier random;
    private long last = NANOS_MIN;

    /** @param random from 0, inclusive, to 1, exclusive */
    Pauses(DoubleSupplier random) {
        this.random = random;
    }

    /** The next pause. */
    long next() {
        long upper = Math.min(NANOS_MAX, last * GROWTH);
        last = NANOS_MIN + (long) (random.getAsDouble() * (upper - NANOS_MIN));
        return last;
    }
}
