package io.fairlead.server.lease;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.Bucket;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The leases that were granted, and which keys hang on them. The apply loop works on it; what is marked so is for any thread
 * and shows what was published.
 */
public final class LeaseStore {
    /** The lease of a key that has none. */
    public static final long NO_LEASE = 0;

    /** etcd's limit: about the nanoseconds that fit into 64 bits. */
    public static final long TTL_SECONDS_MAX = 9_000_000_000L;

    /** With the changes of the batch under way. */
    private final Map<Long, Held> working = new TreeMap<>();

    /** The lease each key hangs on; the other side of {@link Held#keys}. */
    private final Map<Bytes, Held> holders = new TreeMap<>();

    private final Set<Long> changed = new LinkedHashSet<>();
    private final Set<Long> checkpointed = new LinkedHashSet<>();
    private final ConcurrentSkipListMap<Long, Lease> published = new ConcurrentSkipListMap<>();
    private final LeaseMeter meter = new LeaseMeter();
    private volatile int count;
    private volatile LeaseListener listener = LeaseListener.NONE;

    /** A lease and its keys. */
    private static final class Held {
        private Lease lease;
        private final TreeSet<Bytes> keys = new TreeSet<>();

        Held(Lease lease) {
            this.lease = lease;
        }
    }

    /** From now on {@code newListener} is told of changes. */
    public void onChange(LeaseListener newListener) {
        listener = newListener;
    }

    /** Takes over the leases that the backend holds; which keys hang on them follows by {@link #attach}. */
    public void load(Backend backend) {
        working.clear();
        holders.clear();
        changed.clear();
        checkpointed.clear();
        published.clear();
        backend.scan(Bucket.LEASE, (key, value) -> {
            Lease lease = Lease.decode(value);
            working.put(lease.id(), new Held(lease));
            published.put(lease.id(), lease);
        });
        count = working.size();
        listener.replaced();
    }

    /** Is there anything a key could hang on? Apply loop. */
    public boolean isEmpty() {
        return working.isEmpty();
    }

    /** Apply loop. */
    public boolean exists(long id) {
        return working.containsKey(id);
    }

    /** Refused as LEASE_NOT_FOUND for the id that means none, as LEASE_TTL_TOO_LARGE, or as LEASE_EXISTS. */
    public Answer<Lease> grant(long id, long ttlSeconds, Batch batch) {
        if (id == NO_LEASE) {
            return Answer.refused(EtcdError.LEASE_NOT_FOUND);
        }
        if (ttlSeconds > TTL_SECONDS_MAX) {
            return Answer.refused(EtcdError.LEASE_TTL_TOO_LARGE);
        }
        if (working.containsKey(id)) {
            return Answer.refused(EtcdError.LEASE_EXISTS);
        }
        Lease lease = new Lease(id, ttlSeconds, 0);
        working.put(id, new Held(lease));
        write(lease, batch);
        changed.add(id);
        meter.granted().increment();
        meter.seconds().add(ttlSeconds);
        return Answer.ok(lease);
    }

    /** The keys that hang on the lease, in ascending order; none where there is no such lease. Apply loop. */
    public Collection<Bytes> keys(long id) {
        Held held = working.get(id);
        return held == null ? List.of() : Collections.unmodifiableSet(held.keys);
    }

    /** Ends a lease whose keys were deleted, each of them {@link #attach attached} to none. */
    public void remove(long id, Batch batch) {
        Held held = working.remove(id);
        if (held != null) {
            held.keys.forEach(holders::remove);
            batch.remove(Bucket.LEASE, Lease.bucketKey(id));
            changed.add(id);
            meter.revoked().increment();
        }
    }

    /** Notes what a lease has left; 0 strikes such a note out. Does nothing where there is no such lease. */
    public void checkpoint(long id, long remainingSeconds, Batch batch) {
        Held held = working.get(id);
        if (held != null) {
            held.lease = held.lease.withRemaining(Math.max(0, remainingSeconds));
            write(held.lease, batch);
            checkpointed.add(id);
        }
    }

    /** {@code key} hangs on {@code lease} from now on and on no other; on none for 0, or where there is no such lease. */
    public void attach(Bytes key, long lease) {
        Held now = lease == NO_LEASE ? null : working.get(lease);
        if (now == null && holders.isEmpty()) {
            return;
        }
        Held before = holders.get(key);
        if (before == now) {
            return;
        }
        if (before != null) {
            before.keys.remove(key);
            holders.remove(key);
        }
        if (now != null) {
            Bytes own = key.compact();
            now.keys.add(own);
            holders.put(own, now);
        }
    }

    /** The batch with the changes has been sealed: readers may see them. */
    public void publish() {
        if (changed.isEmpty() && checkpointed.isEmpty()) {
            return;
        }
        changed.forEach(this::show);
        checkpointed.forEach(this::show);
        count = working.size();
        changed.forEach(listener::changed);
        checkpointed.forEach(listener::checkpointed);
        changed.clear();
        checkpointed.clear();
    }

    /** The lease as it was published. Any thread. */
    public Optional<Lease> find(long id) {
        return Optional.ofNullable(published.get(id));
    }

    /** The leases in ascending order of id. Any thread; leases that come or go meanwhile may be there or not. */
    public Collection<Lease> leases() {
        return Collections.unmodifiableCollection(published.values());
    }

    /** What became of leases here. Any thread. */
    public LeaseMeter meter() {
        return meter;
    }

    /** How many leases there are. Any thread. */
    public int count() {
        return count;
    }

    private void show(long id) {
        Held held = working.get(id);
        if (held == null) {
            published.remove(id);
        } else {
            published.put(id, held.lease);
        }
    }

    private static void write(Lease lease, Batch batch) {
        batch.put(Bucket.LEASE, Lease.bucketKey(lease.id()), lease.encode());
    }
}
