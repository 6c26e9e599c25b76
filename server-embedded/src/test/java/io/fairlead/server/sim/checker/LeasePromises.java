package io.fairlead.server.sim.checker;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What was promised of leases, and what became of them. Their keys go all at one revision, never before the time that the last
 * answered renewal promised, and no renewal is answered for a lease that was seen to be gone when it was asked for.
 */
public final class LeasePromises implements Origin {
    private final Map<Long, Promise> promises = new TreeMap<>();
    private int ended;
    private int renewals;

    private static final class Promise {
        private final long ttlNanosLeast;
        private final List<Long> askedNanos = new ArrayList<>();
        private long revokedFromNanos = Long.MAX_VALUE;
        private long revokedByNanos = Long.MAX_VALUE;
        private long goneNanos = Long.MAX_VALUE;

        Promise(long ttlNanosLeast) {
            this.ttlNanosLeast = ttlNanosLeast;
        }

        /** Before this nobody may end it. */
        long heldUntilNanos() {
            return askedNanos.get(askedNanos.size() - 1) + ttlNanosLeast;
        }
    }

    /**
     * A lease was granted.
     *
     * @param askedNanos when it was asked for
     * @param ttlNanosLeast what the fastest clock takes for its time
     */
    public void granted(long lease, long askedNanos, long ttlNanosLeast) {
        Promise promise = new Promise(ttlNanosLeast);
        promise.askedNanos.add(askedNanos);
        promises.put(lease, promise);
    }

    /** A renewal that was asked for then was answered with success. */
    public void renewed(long lease, long askedNanos) {
        Promise promise = of(lease);
        List<Long> asked = promise.askedNanos;
        if (askedNanos > asked.get(asked.size() - 1)) {
            asked.add(askedNanos);
        }
        if (askedNanos > promise.revokedByNanos) {
            throw new BrokenPromise("lease " + name(lease) + " was renewed after its revocation was answered");
        }
        renewals++;
    }

    /** Its holder asks for its end: from now on it may be gone. */
    public void revocationAsked(long lease, long nowNanos) {
        Promise promise = of(lease);
        promise.revokedFromNanos = Math.min(promise.revokedFromNanos, nowNanos);
    }

    public void revocationAnswered(long lease, long nowNanos) {
        Promise promise = of(lease);
        promise.revokedByNanos = Math.min(promise.revokedByNanos, nowNanos);
    }

    /** Somebody is told now that there is no such lease. */
    public void saidToBeGone(long lease, long nowNanos) {
        Promise promise = of(lease);
        if (nowNanos < Math.min(promise.heldUntilNanos(), promise.revokedFromNanos)) {
            throw early(lease, promise, nowNanos);
        }
        promise.goneNanos = Math.min(promise.goneNanos, nowNanos);
    }

    @Override
    public boolean explains(
            long revision, List<Event> events, NavigableMap<ByteString, KeyValue> before, long seenNanos) {
        KeyValue first = before.get(events.get(0).getKv().getKey());
        Promise promise = first == null ? null : promises.get(first.getLease());
        if (first == null || promise == null) {
            return false;
        }
        List<ByteString> attached = new ArrayList<>();
        for (KeyValue kv : before.values()) {
            if (kv.getLease() == first.getLease()) {
                attached.add(kv.getKey());
            }
        }
        List<ByteString> deleted = new ArrayList<>();
        for (Event event : events) {
            if (event.getType() == Event.EventType.DELETE) {
                deleted.add(event.getKv().getKey());
            }
        }
        if (deleted.size() != events.size() || !attached.equals(deleted)) {
            throw new BrokenPromise("lease " + name(first.getLease()) + " held " + attached + ", at revision "
                    + revision + " happened " + events);
        }
        if (seenNanos < Math.min(promise.heldUntilNanos(), promise.revokedFromNanos)) {
            throw early(first.getLease(), promise, seenNanos);
        }
        promise.goneNanos = Math.min(promise.goneNanos, seenNanos);
        ended++;
        return true;
    }

    /** To be called when all revisions have been explained. */
    public void check() {
        promises.forEach((lease, promise) -> {
            long asked = promise.askedNanos.get(promise.askedNanos.size() - 1);
            if (asked > promise.goneNanos) {
                throw new BrokenPromise(
                        "lease " + name(lease) + " was renewed by a call that began after it was seen to end");
            }
        });
    }

    public int renewals() {
        return renewals;
    }

    public int ended() {
        return ended;
    }

    private Promise of(long lease) {
        Promise promise = promises.get(lease);
        if (promise == null) {
            throw new IllegalArgumentException("nobody was granted lease " + name(lease));
        }
        return promise;
    }

    private static BrokenPromise early(long lease, Promise promise, long nowNanos) {
        return new BrokenPromise(
                "lease " + name(lease) + " ended " + (promise.heldUntilNanos() - nowNanos) + " ns early");
    }

    private static String name(long lease) {
        return Long.toHexString(lease);
    }
}
