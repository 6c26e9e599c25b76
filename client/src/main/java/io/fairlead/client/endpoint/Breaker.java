package io.fairlead.client.endpoint;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether calls should avoid an endpoint: Failsafe's circuit breaker with our own clock, so that tests can turn it. An endpoint
 * has none before its first failure.
 *
 * <p>Closed: calls go there. Open, after one failure: they prefer others. Half-open, when a pause is over that doubles with
 * each failure in a row: one probe may go there, and its end closes the circuit or opens it again. An answer to any call
 * closes it at once.
 */
final class Breaker {
    private static final long PAUSE_NANOS_MIN = Duration.ofMillis(200).toNanos();
    private static final long PAUSE_NANOS_MAX = Duration.ofSeconds(5).toNanos();
    private static final long FORGOTTEN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int DOUBLINGS_MAX = 10;

    /** We decide when the pause of an open circuit is over. */
    private static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

    private final CircuitBreaker<Void> circuit = CircuitBreaker.<Void>builder()
            .withFailureThreshold(1)
            .withSuccessThreshold(1)
            .withDelay(NEVER)
            .build();
    private final LongSupplier nanoTime;

    /** Guarded by this. */
    private int failuresInARow;

    /** When the circuit opened last; guarded by this, meaningless while it is closed. */
    private long openedNanos;

    Breaker(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes a failure. A burst of calls that fail together counts as one. True if the circuit was closed. */
    synchronized boolean failed() {
        boolean wasClosed = circuit.isClosed();
        boolean isNews = wasClosed || circuit.isHalfOpen() || pauseLeftNanos() <= 0;
        if (isNews) {
            failuresInARow++;
            openedNanos = nanoTime.getAsLong();
            circuit.open();
        }
        return wasClosed;
    }

    /** Notes an answer. True if the circuit was not closed. */
    synchronized boolean answered() {
        boolean wasClosed = circuit.isClosed();
        failuresInARow = 0;
        if (!wasClosed) {
            circuit.close();
        }
        return !wasClosed;
    }

    /** True if the pause is over and no other probe is under way: the caller must probe, and note how that ended. */
    synchronized boolean mayProbe() {
        if (circuit.isOpen() && pauseLeftNanos() <= 0) {
            circuit.halfOpen();
        }
        return circuit.isHalfOpen() && circuit.tryAcquirePermit();
    }

    /** Where nobody probes any more, an open circuit does not count for ever. */
    synchronized boolean isClosed() {
        return circuit.isClosed() || pauseLeftNanos() < -FORGOTTEN_NANOS;
    }

    synchronized boolean isHalfOpen() {
        return circuit.isHalfOpen();
    }

    /** Time until a probe makes sense; not positive if it does now. */
    synchronized long pauseLeftNanos() {
        if (failuresInARow == 0) {
            return 0;
        }
        int doublings = Math.min(failuresInARow - 1, DOUBLINGS_MAX);
        long pause = Math.min(PAUSE_NANOS_MIN << doublings, PAUSE_NANOS_MAX);
        return pause - (nanoTime.getAsLong() - openedNanos);
    }
}
