package io.fairlead.jcache.store;

import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.lease.Leases;
import io.fairlead.api.watch.Watches;
import io.fairlead.client.FairleadClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What the stores of one manager reach the cluster by, with time and chance.
 *
 * @param kvWithin keys and values, with calls that may take so long
 * @param watches changes
 * @param leases leases
 * @param deadline how long a call of a store may take, with all it sends
 * @param wallMillis what deadlines of entries are held against
 * @param nanoTime monotonic
 * @param writeIds numbers that do not come again
 * @param sleeper lets the caller's thread wait
 */
record ClusterAccess(
        Function<Duration, Kv> kvWithin,
        Watches watches,
        Leases leases,
        Duration deadline,
        LongSupplier wallMillis,
        LongSupplier nanoTime,
        LongSupplier writeIds,
        Sleeper sleeper) {
    private static final Duration PAUSE_MIN = Duration.ofMillis(2);
    private static final int DOUBLINGS_MAX = 6;

    /** Lets a thread wait. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration length) throws InterruptedException;
    }

    static ClusterAccess of(FairleadClient client, LongSupplier wallMillis) {
        return new ClusterAccess(
                time -> client.withDeadline(time).kv(),
                client.watches(),
                client.leases(),
                client.deadline(),
                wallMillis,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextLong(),
                length -> TimeUnit.NANOSECONDS.sleep(length.toNanos()));
    }

    /** Keys and values with the deadline of the client. */
    Kv kv() {
        return kvWithin.apply(deadline);
    }

    /** A call begins. */
    CallTime begin() {
        return new CallTime(nanoTime, deadline);
    }

    /**
     * Gives way to others for a time whose bound doubles with each that was lost.
     *
     * @param outcome of the call, should the thread be interrupted while it waits
     */
    void giveWay(int lost, Outcome outcome) {
        long bound = PAUSE_MIN
                .multipliedBy(1L << Math.min(Math.max(lost - 1, 0), DOUBLINGS_MAX))
                .toNanos();
        try {
            sleeper.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(bound)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(outcome, List.of(), e);
        }
    }
}
