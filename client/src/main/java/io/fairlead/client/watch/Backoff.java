package io.fairlead.client.watch;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long to wait before the next stream: longer with each failure in a row, and never the same for two clients. Pure. */
final class Backoff {
    private static final long FIRST_NANOS = Duration.ofMillis(10).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int DOUBLINGS_MAX = 10;

    private final DoubleSupplier random;

    /** @param random uniform in [0, 1) */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /** Between half of it and all of it: 10 ms after the first failure, twice as much after each further one, 1 s at most. */
    long nanos(int failures) {
        int doublings = Math.min(Math.max(failures - 1, 0), DOUBLINGS_MAX);
        long full = Math.min(FIRST_NANOS << doublings, LONGEST_NANOS);
        return full / 2 + (long) (random.getAsDouble() * (full / 2.0));
    }
}
