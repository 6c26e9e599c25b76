package io.fairlead.jcache.store;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.lease.Leases;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The leases that collect what has expired, when no process is there to do it. Entries that expire about the same time share a
 * lease, which is never renewed: an eighth of the time they have to live, or two seconds, makes a bucket. So a thousand entries
 * with the same time to live hang on some sixteen leases.
 *
 * <p>A lease decides nothing: the deadline in the record does. All arithmetic is on the monotonic clock, since a lease counts
 * seconds too: one that is found here ends at least a second behind the deadline, whatever was done to the wall clock. Safe to
 * share between threads.
 */
final class LeaseBuckets {
    private static final long WIDTH_MIN_MILLIS = 2_000;
    private static final long SLACK_MILLIS = 1_000;

    /** Thirty years: no server will be asked to remember for longer. */
    private static final long COLLECTED_MAX_MILLIS = Duration.ofDays(30 * 365).toMillis();

    private final Leases leases;
    private final LongSupplier nanoTime;
    private final Map<Bucket, Long> granted = new ConcurrentHashMap<>();
    private final Lock granting = new ReentrantLock();

    /**
     * What ends together.
     *
     * @param widthMillis of the bucket
     * @param number its end, counted in widths on the monotonic clock
     */
    private record Bucket(long widthMillis, long number) {
        static Bucket of(long nowMillis, long timeToLiveMillis) {
            long width = Math.max(WIDTH_MIN_MILLIS, Long.highestOneBit(timeToLiveMillis / 8));
            return new Bucket(width, Math.floorDiv(nowMillis + timeToLiveMillis + SLACK_MILLIS, width) + 1);
        }

        long endMillis() {
            return widthMillis * number;
        }
    }

    LeaseBuckets(Leases leases, LongSupplier nanoTime) {
        this.leases = leases;
        this.nanoTime = nanoTime;
    }

    /**
     * A lease that ends behind a time from now; 0 where that is too far away to be collected.
     *
     * @throws FairleadException if none was granted; the outcome is NOT_APPLIED, since no entry was touched
     */
    long leaseFor(long timeToLiveMillis) {
        if (timeToLiveMillis > COLLECTED_MAX_MILLIS) {
            return 0;
        }
        Bucket bucket = Bucket.of(nowMillis(), Math.max(0, timeToLiveMillis));
        Long known = granted.get(bucket);
        return known != null ? known : grant(bucket);
    }

    /** The lease is gone. */
    void forget(long lease) {
        granted.values().removeIf(id -> id == lease);
    }

    private long grant(Bucket bucket) {
        granting.lock();
        try {
            Long known = granted.get(bucket);
            if (known != null) {
                return known;
            }
            long now = nowMillis();
            granted.keySet().removeIf(old -> old.endMillis() < now);
            long id = leases.grant(Duration.ofMillis(Math.max(SLACK_MILLIS, bucket.endMillis() - now)))
                    .id();
            granted.put(bucket, id);
            return id;
        } catch (FairleadException failure) {
            throw entryUntouched(failure);
        } finally {
            granting.unlock();
        }
    }

    private static FairleadException entryUntouched(FairleadException failure) {
        if (failure.outcome() == Outcome.NOT_APPLIED) {
            return failure;
        }
        if (failure instanceof InterruptedCallException) {
            return new InterruptedCallException(Outcome.NOT_APPLIED, failure.attempts(), failure);
        }
        if (failure instanceof ClientClosedException) {
            return new ClientClosedException(Outcome.NOT_APPLIED, failure.attempts());
        }
        return new UnavailableException(
                "no lease for the entry: " + failure.getMessage(), Outcome.NOT_APPLIED, failure.attempts(), failure);
    }

    private long nowMillis() {
        return Math.floorDiv(nanoTime.getAsLong(), 1_000_000L);
    }
}
