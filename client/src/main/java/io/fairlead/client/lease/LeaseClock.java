package io.fairlead.client.lease;

import io.fairlead.api.lease.LeaseState;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How long one lease may be relied on, judged by this process alone.
 *
 * <p>The server counts the time to live from when it carried a keep-alive out, which is after that was sent. So a lease lives
 * at least until the sending of the last answered request plus its time to live, by the server's clock; a margin is taken off
 * for clocks that run at different speeds. When an answer arrives does not matter.
 *
 * <p>Once the time was seen to be up, no answer brings the lease back: whoever read it as lost has acted on that.
 *
 * <p>Safe to share between threads. Uses the monotonic clock it is given and never the time of day.
 */
final class LeaseClock {
    /** A clock may run slower than the server's by one part in so many. */
    private static final int MARGIN_PART = 20;

    private static final long MARGIN_NANOS_MIN = Duration.ofMillis(100).toNanos();

    /** Keep-alives are sent three times in a time to live, so that two may be lost. */
    private static final int RENEWALS_PER_TTL = 3;

    /** A keep-alive comes earlier by up to this part of its pause, so that leases granted together do not stay together. */
    private static final double JITTER = 0.1;

    /** A hundred times longer than any clock runs, and small enough that sums do not overflow. */
    private static final long TTL_NANOS_MAX = Long.MAX_VALUE / 4;

    private final LongSupplier nanoTime;
    private final DoubleSupplier random;

    /** When the last answered request was sent; guarded by this. */
    private long sentNanos;

    /** What it was answered with; guarded by this. */
    private long ttlNanos;

    /** When the next keep-alive is to be sent; guarded by this. */
    private long dueNanos;

    /** The lease was given up. Never falls back. Guarded by this. */
    private boolean over;

    /**
     * @param nanoTime as {@link System#nanoTime()}
     * @param random from 0 to 1, exclusive
     * @param sentNanos when the request was sent that granted or renewed the lease
     * @param ttlSeconds what it was answered with, positive
     */
    LeaseClock(LongSupplier nanoTime, DoubleSupplier random, long sentNanos, long ttlSeconds) {
        this.nanoTime = nanoTime;
        this.random = random;
        set(sentNanos, ttlSeconds);
    }

    /**
     * A request was answered.
     *
     * @return false if that came too late: the lease was given up before
     */
    synchronized boolean renewed(long requestSentNanos, long ttlSeconds) {
        if (isOver()) {
            return false;
        }
        if (requestSentNanos - sentNanos >= 0) {
            set(requestSentNanos, ttlSeconds);
        }
        return true;
    }

    private synchronized void set(long requestSentNanos, long ttlSeconds) {
        if (ttlSeconds <= 0) {
            throw new IllegalArgumentException("a lease lives for a positive time: " + ttlSeconds);
        }
        sentNanos = requestSentNanos;
        ttlNanos = Math.min(TTL_NANOS_MAX, TimeUnit.SECONDS.toNanos(ttlSeconds));
        long pause = ttlNanos / RENEWALS_PER_TTL;
        dueNanos = sentNanos + pause - (long) (pause * JITTER * random.getAsDouble());
    }

    /** Alive, suspended or expired, as of now. */
    synchronized LeaseState look() {
        if (isOver()) {
            return LeaseState.EXPIRED;
        }
        return nanoTime.getAsLong() - overdueNanos() >= 0 ? LeaseState.SUSPENDED : LeaseState.ALIVE;
    }

    /** How long the lease surely lives from now on; 0 once it was given up. */
    synchronized long remainingNanos() {
        return isOver() ? 0 : Math.max(0, deadlineNanos() - nanoTime.getAsLong());
    }

    synchronized long ttlNanos() {
        return ttlNanos;
    }

    /** A keep-alive should be sent now. */
    synchronized boolean isDue() {
        return !over && nanoTime.getAsLong() - dueNanos >= 0;
    }

    /** How long until something changes by the clock alone. */
    synchronized long nanosToNextChange(boolean askedAlready) {
        long now = nanoTime.getAsLong();
        long next = deadlineNanos() - now;
        if (overdueNanos() - now > 0) {
            next = Math.min(next, overdueNanos() - now);
        }
        return askedAlready ? next : Math.min(next, dueNanos - now);
    }

    /** The lease has ended, or is not to be relied on any more. */
    synchronized void end() {
        over = true;
    }

    private synchronized boolean isOver() {
        over = over || nanoTime.getAsLong() - deadlineNanos() >= 0;
        return over;
    }

    private synchronized long deadlineNanos() {
        return sentNanos + ttlNanos - Math.max(MARGIN_NANOS_MIN, ttlNanos / MARGIN_PART);
    }

    /** Half the time is gone: the keep-alive that was due at a third was not answered. */
    private synchronized long overdueNanos() {
        return sentNanos + ttlNanos / 2;
    }
}
