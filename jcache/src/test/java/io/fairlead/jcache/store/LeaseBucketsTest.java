package io.fairlead.jcache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.Header;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.RefusedException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.lease.Lease;
import io.fairlead.api.lease.Leases;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseBucketsTest {
    private final AtomicLong nanos = new AtomicLong(123_456_789);

    /** When the leases end, in milliseconds of the monotonic clock, by id. */
    private final Map<Long, Long> ends = new TreeMap<>();

    private Optional<FairleadException> trouble = Optional.empty();
    private final LeaseBuckets buckets = new LeaseBuckets(leases(), nanos::get);

    private Leases leases() {
        return (Leases) Proxy.newProxyInstance(
                Leases.class.getClassLoader(), new Class<?>[] {Leases.class}, (proxy, method, arguments) -> {
                    if (trouble.isPresent()) {
                        throw trouble.get();
                    }
                    Duration ttl = (Duration) arguments[0];
                    long id = ends.size() + 1L;
                    ends.put(id, nowMillis() + ttl.toMillis());
                    return new Lease(new Header(1, 1, 1, 1), id, ttl);
                });
    }

    private long nowMillis() {
        return nanos.get() / 1_000_000;
    }

    private void pass(long millis) {
        nanos.addAndGet(millis * 1_000_000);
    }

    private long end(long lease) {
        return ends.getOrDefault(lease, 0L);
    }

    @Test
    void lease_anyTimeToLive_endsBehindItAndNotMuch() {
        for (long ttl : List.of(-5L, 0L, 20L, 1_999L, 2_000L, 16_000L, 60_000L, 3_600_000L, 86_400_000L)) {
            for (int i = 0; i < 50; i++) {
                pass(Math.max(1, ttl / 37));
                long expires = nowMillis() + Math.max(0, ttl);
                long behind = end(buckets.leaseFor(ttl)) - expires;
                assertTrue(behind >= 0, ttl + " ends " + behind);
                assertTrue(behind <= Math.max(2_000, ttl / 8) + 1_000, ttl + " ends " + behind + " late");
            }
        }
    }

    @Test
    void lease_thousandsOfEntriesOfOneTimeToLive_areFew() {
        Set<Long> alive = new HashSet<>();
        for (int i = 0; i < 6_000; i++) {
            pass(10);
            alive.add(buckets.leaseFor(60_000));
        }

        assertTrue(alive.size() <= 17, alive.size() + " leases for a minute's entries");
    }

    @Test
    void lease_soonOver_isNotTakenForNewEntries() {
        long first = buckets.leaseFor(1_000);
        pass(end(first) - nowMillis());

        assertNotEquals(first, buckets.leaseFor(0));
    }

    @Test
    void lease_forgotten_isGrantedAnew() {
        long first = buckets.leaseFor(60_000);
        assertEquals(first, buckets.leaseFor(60_000));

        buckets.forget(first);

        assertNotEquals(first, buckets.leaseFor(60_000));
    }

    @Test
    void lease_forMoreThanALifetime_isNone() {
        assertEquals(0, buckets.leaseFor(Long.MAX_VALUE - 5));
        assertTrue(ends.isEmpty());
    }

    @Test
    void grant_fails_saysThatNoEntryWasTouched() {
        RefusedException refused = new RefusedException(EtcdError.NO_SPACE, Outcome.NOT_APPLIED, List.of(), null);
        assertSame(refused, failure(refused));
        for (FairleadException unknown : List.of(
                new UnavailableException("lost", Outcome.UNKNOWN, List.of(), null),
                new InterruptedCallException(Outcome.UNKNOWN, List.of(), null),
                new ClientClosedException(Outcome.UNKNOWN, List.of()))) {
            FairleadException told = failure(unknown);

            assertEquals(Outcome.NOT_APPLIED, told.outcome());
            assertEquals(unknown.getClass(), told.getClass());
        }
    }

    private FairleadException failure(FairleadException ofLeases) {
        trouble = Optional.of(ofLeases);
        return assertThrows(FairleadException.class, () -> buckets.leaseFor(60_000));
    }
}
