package io.fairlead.client.lease;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The renewals of a client, by the ids of their leases; touched on the lane of {@link KeepAlives} alone. */
final class Renewals {
    private final Map<Long, Renewal<Single<?>, RemoteKeptLease>> byId = new TreeMap<>();
    private final LongSupplier nanoTime;

    Renewals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** That of a lease, which there is from now on. */
    Renewal<Single<?>, RemoteKeptLease> of(long id) {
        return byId.computeIfAbsent(id, key -> new Renewal<>(key, nanoTime));
    }

    /** That of a lease, if there is one. */
    @Nullable
    Renewal<Single<?>, RemoteKeptLease> known(long id) {
        return byId.get(id);
    }

    Collection<Renewal<Single<?>, RemoteKeptLease>> all() {
        return byId.values();
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    void remove(long id) {
        byId.remove(id);
    }

    void removeIdle() {
        byId.values().removeIf(Renewal::isIdle);
    }

    void clear() {
        byId.clear();
    }

    /** The shortest time that somebody counts on. */
    long shortestNanos() {
        long shortest = Long.MAX_VALUE;
        for (Renewal<Single<?>, RemoteKeptLease> renewal : byId.values()) {
            LeaseClock clock = renewal.clock();
            if (clock != null) {
                shortest = Math.min(shortest, clock.ttlNanos());
            }
            for (Single<?> single : renewal.askers()) {
                shortest = Math.min(shortest, single.timeoutNanos());
            }
        }
        return shortest;
    }

    /**
     * How long until something changes by the clock alone.
     *
     * @param streaming there is a stream: without one nothing is sent, however long it is due
     */
    long nanosToNextChange(long now, boolean streaming) {
        long next = Long.MAX_VALUE;
        for (Renewal<Single<?>, RemoteKeptLease> renewal : byId.values()) {
            LeaseClock clock = renewal.clock();
            if (clock != null) {
                next = Math.min(next, clock.nanosToNextChange(renewal.isAsked() || !streaming));
            }
            for (Single<?> single : renewal.askers()) {
                next = Math.min(next, single.deadlineNanos() - now);
            }
        }
        return next;
    }
}
