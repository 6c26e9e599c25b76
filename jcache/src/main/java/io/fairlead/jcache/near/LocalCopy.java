package io.fairlead.jcache.near;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.store.Change;
import io.fairlead.jcache.store.ChangeBatch;
import io.fairlead.jcache.store.StoredEntry;
import io.fairlead.jcache.store.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a cache as they were at one revision, which moves on as a watch tells what changes. Knows which keys it knows: as
 * long as everything fits, a key it does not hold has no record; from then on it keeps those that are read, and of others it
 * says nothing.
 *
 * <p>A read takes no lock. It looks, and looks again if a revision was being applied meanwhile, so that it never sees a part of
 * one. Writers take turns: the watch, and reads of the cluster that bring what was not known.
 */
final class LocalCopy {
    private final int maxEntries;

    /** The lowest revision that reads may return; moves in one direction. Not the copy's own: it outlives it. */
    private final AtomicLong floor;

    /** When it was known to be level with the cluster, on the clock of the near cache. */
    private final AtomicLong freshAtNanos;

    private final StampedLock lock = new StampedLock();

    /** Written under the lock. */
    private final Map<Bytes, Slot> slots = new ConcurrentHashMap<>();

    /** Keys that are being read from the cluster; guarded by the lock. */
    private final Map<Bytes, Fetch> fetches = new HashMap<>();

    /** All slots, the one to be given up next first, once not everything fits; guarded by the lock. */
    private final Deque<Slot> hand = new ArrayDeque<>();

    /** Whether a key without a slot has no record; written under the lock, from true to false. */
    private volatile boolean complete = true;

    /** Everything up to here is in the copy; written under the lock. */
    private long applied;

    /**
     * A copy of what was read at one revision.
     *
     * @param entries all there are; more of them than fit are not gone through
     * @param revision at which they were read
     * @param sentNanos when that read began
     */
    LocalCopy(Iterable<StoredEntry> entries, long revision, long sentNanos, int maxEntries, AtomicLong floor) {
        this.maxEntries = maxEntries;
        this.floor = floor;
        this.freshAtNanos = new AtomicLong(sentNanos);
        this.applied = revision;
        for (StoredEntry entry : entries) {
            insert(entry);
            if (!complete) {
                break;
            }
        }
    }

    /** The entry at the copy's revision; null if that is below the floor, or the entry is not known. */
    @Nullable
    StoredEntry get(Bytes key) {
        long stamp = lock.tryOptimisticRead();
        if (stamp != 0) {
            StoredEntry found = find(key);
            if (lock.validate(stamp)) {
                return found;
            }
        }
        stamp = lock.readLock();
        try {
            return find(key);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** These entries at the copy's revision; empty if that is below the floor, or one of them is not known. */
    Optional<View> getAll(Collection<Bytes> keys) {
        long stamp = lock.readLock();
        try {
            List<StoredEntry> found = new ArrayList<>(keys.size());
            for (Bytes key : keys) {
                StoredEntry entry = find(key);
                if (entry == null) {
                    return Optional.empty();
                }
                found.add(entry);
            }
            return Optional.of(new View(applied, found));
        } finally {
            lock.unlockRead(stamp);
        }
    }

    private @Nullable StoredEntry find(Bytes key) {
        return applied < floor.get() ? null : known(key);
    }

    /** What is known of an entry, below the floor too. */
    private @Nullable StoredEntry known(Bytes key) {
        Slot slot = slots.get(key);
        if (slot == null) {
            return complete ? StoredEntry.absent(key) : null;
        }
        if (!slot.used) {
            slot.used = true;
        }
        return slot.entry;
    }

    /** What the entry probably is; without a record if it is not known. */
    StoredEntry guess(Bytes key) {
        Slot slot = slots.get(key);
        return slot == null ? StoredEntry.absent(key) : slot.entry;
    }

    // What the watch tells.

    void apply(ChangeBatch batch) {
        long stamp = lock.writeLock();
        try {
            for (Change change : batch.changes()) {
                apply(change.now(), batch.revision());
            }
            applied = Math.max(applied, batch.revision());
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private void apply(StoredEntry now, long revision) {
        Fetch fetch = fetches.get(now.key());
        if (fetch != null) {
            fetch.changedAt = revision;
        }
        Slot slot = slots.get(now.key());
        if (complete && !now.exists()) {
            slots.remove(now.key());
        } else if (slot != null) {
            slot.entry = now;
        } else if (complete || fetch != null) {
            insert(now);
        }
    }

    /** Nothing that the watch has not told happened up to this revision. */
    void reached(long revision) {
        long stamp = lock.writeLock();
        try {
            applied = Math.max(applied, revision);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** Everything up to here is in the copy. */
    long applied() {
        long stamp = lock.readLock();
        try {
            return applied;
        } finally {
            lock.unlockRead(stamp);
        }
    }

    // What reads of the cluster bring.

    /**
     * These keys are about to be read from the cluster. Whether the copy wants what is read: if it does, {@link #fetched} must
     * follow. A copy that has everything does not; the watch will tell it.
     */
    boolean fetching(Collection<Bytes> keys) {
        if (complete) {
            return false;
        }
        long stamp = lock.writeLock();
        try {
            keys.forEach(key -> fetches.computeIfAbsent(key, unused -> new Fetch()).readers++);
            return true;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /**
     * The keys were read, or could not be. The floor must not be below what was read. An entry is taken unless the watch has
     * told of a change behind the read: a change before it is in the entry, and one the watch is still to tell comes later.
     */
    void fetched(Collection<Bytes> keys, Optional<View> read) {
        long stamp = lock.writeLock();
        try {
            read.ifPresent(view -> view.entries().forEach(entry -> take(entry, view.revision())));
            keys.forEach(key -> fetches.computeIfPresent(key, (unused, fetch) -> --fetch.readers == 0 ? null : fetch));
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private void take(StoredEntry entry, long revision) {
        Fetch fetch = fetches.get(entry.key());
        if (fetch == null || fetch.changedAt > revision) {
            return;
        }
        Slot slot = slots.get(entry.key());
        if (slot == null) {
            insert(entry);
        } else {
            slot.entry = entry;
        }
    }

    private void insert(StoredEntry entry) {
        Slot slot = new Slot(entry);
        slots.put(entry.key(), slot);
        if (!complete) {
            hand.addLast(slot);
        } else if (slots.size() > maxEntries) {
            complete = false;
            hand.addAll(slots.values());
        }
        while (!complete && hand.size() > maxEntries) {
            Slot next = hand.removeFirst();
            if (next.used) {
                next.used = false;
                hand.addLast(next);
            } else {
                slots.remove(next.entry.key());
            }
        }
    }

    // How fresh it is.

    /** The copy is level with the cluster as of then: it has reached a revision the cluster was asked for later than that. */
    void provedAt(long nanos) {
        freshAtNanos.accumulateAndGet(nanos, (known, told) -> told - known > 0 ? told : known);
    }

    /** As of when the copy, as it is or was before this call, is known to have been level with the cluster. */
    long freshAtNanos() {
        return freshAtNanos.get();
    }

    /** Holds what is known of one entry. */
    private static final class Slot {
        /** Written under the lock; perhaps that there is no record. */
        private StoredEntry entry;

        /** Read since the hand last came by; set without a lock, where a mark that is lost does no harm. */
        private boolean used;

        private Slot(StoredEntry entry) {
            this.entry = entry;
        }
    }

    /** Reads of one key that are under way. */
    private static final class Fetch {
        private int readers;

        /** The last change the watch has told since the first of them began; 0 for none. */
        private long changedAt;
    }
}
