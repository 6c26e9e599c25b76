package io.fairlead.client.call;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How many retries a client may still make: a tenth of its calls, and so many each second whatever the calls. When all calls
 * fail, retries must not become the load that keeps the cluster down.
 *
 * <p>A call that finds the budget empty waits and asks again, until its deadline. Counting a call takes no lock.
 */
final class RetryBudget {
    static final int PER_SECOND = 100;
    static final int SAVED_MAX = 1_000;
    private static final double SHARE_OF_CALLS = 0.1;
    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier nanoTime;
    private final LongAdder calls = new LongAdder();

    /** Guarded by this. */
    private double saved = PER_SECOND;

    /** Calls that {@link #saved} knows of; guarded by this. */
    private long callsCounted;

    /** When {@link #saved} was reckoned; guarded by this. */
    private long reckonedNanos;

    RetryBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.reckonedNanos = nanoTime.getAsLong();
    }

    /** A call begins. */
    void onCall() {
        calls.increment();
    }

    /** Takes one retry. False if there is none left now. */
    synchronized boolean take() {
        long now = nanoTime.getAsLong();
        long counted = calls.sum();
        saved += (now - reckonedNanos) / NANOS_PER_SECOND * PER_SECOND + (counted - callsCounted) * SHARE_OF_CALLS;
        saved = Math.min(saved, SAVED_MAX);
        reckonedNanos = now;
        callsCounted = counted;
        if (saved < 1) {
            return false;
        }
        saved--;
        return true;
    }
}
