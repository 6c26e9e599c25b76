package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/**
 * A value as it is kept: when it expires, who wrote it, and the bytes of its codec.
 *
 * <p>In the cluster: version (1 byte), write id (8), bits (1: 1 for AFTER_EXPIRY, 2 for LOADED, 4 for TOUCHED, 128 for a deadline), the
 * deadline if there is one (8), payload. Numbers are big-endian.
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

        /** A loader brought the value, not a program. */
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

    /** Bytes that a record has beside its payload, at most. */
    static final int OVERHEAD = RecordForm.HEAD + 1 + Long.BYTES;

    private static final int WITH_DEADLINE = 0x80;

    Bytes toBytes() {
        int bits = deadline == ETERNAL ? 0 : WITH_DEADLINE;
        for (Flag flag : flags) {
            bits |= bit(flag);
        }
        ByteBuffer record = RecordForm.begin(writeId, 1 + Long.BYTES + payload.size());
        record.put((byte) bits);
        if (deadline != ETERNAL) {
            record.putLong(deadline);
        }
        payload.copyTo(record);
        return RecordForm.end(record);
    }

    /** @throws UnreadableRecordException if this is no such record */
    static Envelope parse(Bytes record) {
        ByteBuffer buffer = RecordForm.read(record);
        try {
            long writeId = buffer.getLong();
            int bits = buffer.get() & 0xFF;
            Set<Flag> flags = EnumSet.noneOf(Flag.class);
            for (Flag flag : Flag.values()) {
                if ((bits & bit(flag)) != 0) {
                    flags.add(flag);
                }
            }
            long deadline = (bits & WITH_DEADLINE) == 0 ? ETERNAL : buffer.getLong();
            return new Envelope(deadline, writeId, flags, record.slice(buffer.position(), record.size()));
        } catch (BufferUnderflowException e) {
            throw new UnreadableRecordException("a record of " + record.size() + " bytes is cut off");
        }
    }

    private static int bit(Flag flag) {
        return switch (flag) {
            case AFTER_EXPIRY -> 1;
            case LOADED -> 2;
            case TOUCHED -> 4;
        };
    }
}
