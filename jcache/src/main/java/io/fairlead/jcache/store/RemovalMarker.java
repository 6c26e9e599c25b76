package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Why the keys of one revision were deleted: what the marker record of a cache says, which is written in the revision of every
 * deletion by a program. Keys that are deleted without one have expired with their lease.
 *
 * <p>In the cluster: version (1 byte), write id (8), removal (1: 0 removed, 1 expired, 2 cleared), time (8), and each exception with its size before it (4).
 *
 * @param writeId drawn for each write, as in {@link Envelope}
 * @param at when the writer deleted, in milliseconds since 1970: of what is deleted unseen, that which has a deadline up to
 *     then had expired
 * @param removal of all keys but the exceptions
 * @param exceptions keys that had expired
 */
public record RemovalMarker(long writeId, long at, Effect.Removal removal, List<Bytes> exceptions) {
    public RemovalMarker {
        exceptions = List.copyOf(exceptions);
    }

    /** The mark of these deletions. Removed and cleared entries do not go together. */
    static RemovalMarker of(long writeId, long at, List<Bytes> expired, List<Effect.Removal> others) {
        if (others.stream().distinct().count() > 1) {
            throw new IllegalArgumentException("entries are not removed and cleared together");
        }
        return others.isEmpty()
                ? new RemovalMarker(writeId, at, Effect.Removal.EXPIRED, List.of())
                : new RemovalMarker(writeId, at, others.get(0), expired);
    }

    Bytes toBytes() {
        int room = 1 + Long.BYTES;
        for (Bytes key : exceptions) {
            room += Integer.BYTES + key.size();
        }
        ByteBuffer record = RecordForm.begin(writeId, room);
        record.put(code(removal)).putLong(at);
        for (Bytes key : exceptions) {
            record.putInt(key.size());
            key.copyTo(record);
        }
        return RecordForm.end(record);
    }

    /** @throws UnreadableRecordException if this is no such record */
    static RemovalMarker parse(Bytes record) {
        ByteBuffer buffer = RecordForm.read(record);
        try {
            long writeId = buffer.getLong();
            Effect.Removal removal = removal(buffer.get());
            long at = buffer.getLong();
            List<Bytes> exceptions = new ArrayList<>();
            while (buffer.hasRemaining()) {
                int size = buffer.getInt();
                int from = buffer.position();
                exceptions.add(record.slice(from, from + size));
                buffer.position(from + size);
            }
            return new RemovalMarker(writeId, at, removal, exceptions);
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new UnreadableRecordException("the marker of " + record.size() + " bytes cannot be read");
        }
    }

    /**
     * How this key was deleted.
     *
     * @param before the entry as it was, absent if that is not known
     */
    Change.Kind kindOf(Bytes key, StoredEntry before) {
        if (exceptions.contains(key)) {
            return Change.Kind.EXPIRED;
        }
        return switch (removal) {
            case REMOVED -> before.isExpiredAt(at) ? Change.Kind.EXPIRED : Change.Kind.REMOVED;
            case EXPIRED -> Change.Kind.EXPIRED;
            case CLEARED -> Change.Kind.CLEARED;
        };
    }

    private static byte code(Effect.Removal removal) {
        return switch (removal) {
            case REMOVED -> 0;
            case EXPIRED -> 1;
            case CLEARED -> 2;
        };
    }

    private static Effect.Removal removal(byte code) {
        return switch (code) {
            case 0 -> Effect.Removal.REMOVED;
            case 1 -> Effect.Removal.EXPIRED;
            case 2 -> Effect.Removal.CLEARED;
            default -> throw new UnreadableRecordException("a marker of an unknown removal: " + code);
        };
    }
}
