package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import java.util.Set;

/**
 * A value as it is kept: when it expires, who wrote it, and the bytes of its codec.
 *
 * @param deadline when the entry expires, in milliseconds since 1970 on the clock of {@link CacheStore#now()};
 *     {@link #ETERNAL} if it does not
 * @param writeId drawn for each write, so that a writer whose answer was lost finds out whether the record is his
 * @param flags what listeners want to know of the write
 * @param payload the value, in the form of the cache's codec
 */
public record Envelope(long deadline, long writeId, Set<Flag> flags, Bytes payload) {
    /** The deadline of what never expires. */
    public static final long ETERNAL = Long.MAX_VALUE;

    /** What listeners want to know of a write. */
    public enum Flag {
        /** The record that was written over had expired: listeners hear of the expiry first, and then of a creation. */
        AFTER_EXPIRY,

        /** A loader brought the value, not a program: listeners hear nothing. */
        LOADED,

        /** The value is the same; a read moved the deadline: listeners hear nothing. */
        TOUCHED
    }

    public Envelope {
        flags = Set.copyOf(flags);
    }

    /** Whether the value can be seen at this time. */
    public boolean isLiveAt(long now) {
        return now < deadline;
    }
}
