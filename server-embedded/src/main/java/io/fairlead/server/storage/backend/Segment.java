package io.fairlead.server.storage.backend;

import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One file of batches and what is known of its records. The last segment grows, the others never change.
 *
 * <p>What says "guarded" is guarded by the lock of the backend; the rest is final, or published as its comment says.
 */
final class Segment {
    /** Up to here one read fetches a record together with what follows it, beyond it the size is read first. */
    private static final int READ_AHEAD_MAX = 8 << 10;

    final SegmentId id;
    final Path path;
    final DiskFile file;

    /** Above every main revision of earlier segments, at most the first one here. */
    final long baseMain;

    final long firstBatch;
    final RecordTable table;

    /** Bytes of whole batches, the head included. Written by the apply loop before the records are committed in the table. */
    volatile long end = SegmentFormat.HEAD_SIZE;

    /** What is known to survive a crash. Guarded. */
    long forcedEnd;

    /** Number and mark of the last batch; meaningless while there is none. Guarded. */
    long lastBatch;

    AppliedMark lastMark = AppliedMark.NONE;

    /** Which records were dropped, by position. Set under the lock, read anywhere: a scan may see a drop late. */
    private long[] dead = new long[1];

    /** Guarded, as the next two. */
    private long deadBytes;

    private long deadPutBytes;
    private int deadPuts;

    /** Open snapshots that read this file. Guarded. */
    int pins;

    /** Another segment has taken its place: a failing read looks there. */
    volatile boolean retired;

    Segment(Path directory, DiskFile file, SegmentFormat.Head head) {
        this.id = head.id();
        this.path = directory.resolve(head.id().fileName());
        this.file = file;
        this.baseMain = head.baseMain();
        this.firstBatch = head.firstBatch();
        this.table = new RecordTable(head.baseMain());
    }

    boolean isEmpty() {
        return end == SegmentFormat.HEAD_SIZE;
    }

    boolean isDead(int position) {
        long[] seen = dead;
        int word = position >>> 6;
        return word < seen.length && (seen[word] >>> position & 1) != 0;
    }

    /** Guarded. Which records are dropped now, by position, as a copy. */
    long[] deadNow() {
        return dead.clone();
    }

    /** Guarded. Returns the bytes given up, 0 where the record was dead before. */
    long markDead(int position) {
        int word = position >>> 6;
        if (word >= dead.length) {
            dead = Arrays.copyOf(dead, Math.max(word + 1, (table.count() >>> 6) + 1));
        }
        if ((dead[word] >>> position & 1) != 0) {
            return 0;
        }
        dead[word] |= 1L << position;
        long bytes = endOf(position) - table.offsetAt(position);
        deadBytes += bytes;
        if (!table.isTombstone(position)) {
            deadPuts++;
            deadPutBytes += bytes;
        }
        return bytes;
    }

    /** Dropped records that are not tombstones. */
    int deadPuts() {
        return deadPuts;
    }

    long deadPutBytes() {
        return deadPutBytes;
    }

    long deadBytes() {
        return deadBytes;
    }

    /** Where the next record begins: at least the end of this one, with the seals between them. */
    long endOf(int position) {
        return position + 1 < table.count() ? table.offsetAt(position + 1) : end;
    }

    /** Reads and checks the record at a position of the table. */
    RevisionRecord read(int position) throws IOException {
        long offset = table.offsetAt(position);
        long room = endOf(position) - offset;
        int first = (int) Math.min(room, READ_AHEAD_MAX);
        byte[] bytes = new byte[first];
        readFully(bytes, 0, first, offset);
        int size = RecordBuffer.intAt(bytes, 0);
        if (size <= 0 || size > room - RecordBuffer.FRAME_HEAD_SIZE) {
            throw damaged(offset, "impossible size " + size);
        }
        int whole = RecordBuffer.FRAME_HEAD_SIZE + size;
        if (whole > first) {
            bytes = Arrays.copyOf(bytes, whole);
            readFully(bytes, first, whole - first, offset + first);
        }
        return decode(bytes, 0, position);
    }

    /** Checks and decodes the record of a position whose frame is in {@code bytes}; the result keeps the array. */
    RevisionRecord decode(byte[] bytes, int frame, int position) {
        int payload = frame + RecordBuffer.FRAME_HEAD_SIZE;
        int size = RecordBuffer.intAt(bytes, frame);
        long offset = table.offsetAt(position);
        if (RecordBuffer.intAt(bytes, frame + 4) != SegmentFormat.crcOf(bytes, payload, size)) {
            throw damaged(offset, "wrong checksum");
        }
        boolean isRevision = bytes[payload] == RecordFormat.PUT || bytes[payload] == RecordFormat.TOMBSTONE;
        if (!isRevision
                || !RecordFormat.isWellFormed(bytes, payload, size)
                || RecordFormat.mainAt(bytes, payload) != table.mainAt(position)
                || RecordFormat.subAt(bytes, payload) != table.subAt(position)) {
            throw damaged(offset, "not the record of revision " + table.mainAt(position));
        }
        return RecordFormat.readRevision(bytes, payload, size);
    }

    UnreadableRecordException damaged(long offset, String what) {
        return new UnreadableRecordException(path + ", offset " + offset + ": " + what, null);
    }

    private void readFully(byte[] into, int from, int count, long offset) throws IOException {
        int read = file.read(ByteBuffer.wrap(into, from, count), offset);
        if (read != count) {
            throw damaged(offset, "the file ends after " + read + " of " + count + " bytes");
        }
    }
}
