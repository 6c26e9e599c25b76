package io.fairlead.jcache.change;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.expiry.ExpiryTimes;
import io.fairlead.jcache.store.Effect;
import io.fairlead.jcache.store.Effect.Removal;
import io.fairlead.jcache.store.Envelope;
import io.fairlead.jcache.store.Envelope.Flag;
import io.fairlead.jcache.store.StoredEntry;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What writing, loading, removing and reading make of an entry, given what it is and when it expires. Each asks the expiry
 * policy at most once. An expired record is as good as none, and is collected by whoever meets it.
 */
public final class EntryEffects {
    private final ExpiryTimes expiry;

    public EntryEffects(ExpiryTimes expiry) {
        this.expiry = expiry;
    }

    /** The entry gets this value from a program. One that would expire on creation is not stored. */
    public Effect write(StoredEntry current, Bytes payload, long now) {
        return put(current, payload, now, Set.of());
    }

    /** The entry gets this value from a loader. */
    public Effect load(StoredEntry current, Bytes payload, long now) {
        return put(current, payload, now, Set.of(Flag.LOADED));
    }

    private Effect put(StoredEntry current, Bytes payload, long now, Set<Flag> flags) {
        if (current.liveAt(now).isPresent()) {
            long deadline = expiry.deadlineForUpdate(
                    now, current.liveAt(now).orElseThrow().deadline());
            return Effect.put(payload, deadline, flags);
        }
        OptionalLong deadline = expiry.deadlineForCreation(now);
        if (deadline.isEmpty()) {
            return collect(current, now);
        }
        return Effect.put(payload, deadline.getAsLong(), current.exists() ? afterExpiry(flags) : flags);
    }

    private static Set<Flag> afterExpiry(Set<Flag> flags) {
        Set<Flag> all = EnumSet.of(Flag.AFTER_EXPIRY);
        all.addAll(flags);
        return all;
    }

    /** A program removes the entry. */
    public Effect remove(StoredEntry current, long now) {
        return current.liveAt(now).isPresent() ? Effect.delete(Removal.REMOVED) : collect(current, now);
    }

    /** A program reads the entry. */
    public Effect access(StoredEntry current, long now) {
        if (!expiry.mayMoveOnAccess() || current.liveAt(now).isEmpty()) {
            return collect(current, now);
        }
        Envelope live = current.liveAt(now).orElseThrow();
        OptionalLong deadline = expiry.touch(now, live.deadline());
        if (deadline.isEmpty()) {
            return Effect.keep();
        }
        return deadline.getAsLong() <= now
                ? Effect.delete(Removal.EXPIRED)
                : Effect.put(live.payload(), deadline.getAsLong(), Set.of(Flag.TOUCHED));
    }

    /** An operation meets the entry and leaves it alone, unless it has expired. */
    public Effect collect(StoredEntry current, long now) {
        return current.isExpiredAt(now) ? Effect.delete(Removal.EXPIRED) : Effect.keep();
    }
}
