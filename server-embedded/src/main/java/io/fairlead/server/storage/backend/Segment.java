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
        int bytes = table.sizeAt(position);
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

    /** Of records that were not dropped. */
    long liveBytes() {
        return table.bytes() - deadBytes;
    }

    /**
     * What a rewrite leaves out: dropped records, and the entries of buckets and the seals, which nobody needs once another
     * segment follows. A segment that is itself a rewrite has few seals and counts them as needed, so that no rewrite follows
     * the other for ever.
     */
    long superfluousBytes(boolean tombstonesToo) {
        long around = id.rewrite() > 0 ? 0 : end - SegmentFormat.HEAD_SIZE - table.bytes();
        return around + (tombstonesToo ? deadBytes : deadPutBytes);
    }

    /** Reads and checks the record at a position of the table. */
    RevisionRecord read(int position) throws IOException {
        byte[] bytes = new byte[table.sizeAt(position)];
        readFully(bytes, table.offsetAt(position));
        return decode(bytes, 0, position);
    }

    /** Checks and decodes the record of a position whose frame is in {@code bytes}; the result keeps the array. */
    RevisionRecord decode(byte[] bytes, int frame, int position) {
        int payload = frame + RecordBuffer.FRAME_HEAD_SIZE;
        int size = RecordBuffer.intAt(bytes, frame);
        long offset = table.offsetAt(position);
        if (size != table.sizeAt(position) - RecordBuffer.FRAME_HEAD_SIZE) {
            throw damaged(offset, "impossible size " + size);
        }
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

    private void readFully(byte[] into, long offset) throws IOException {
        int read = file.read(ByteBuffer.wrap(into), offset);
        if (read != into.length) {
            throw damaged(offset, "the file ends after " + read + " of " + into.length + " bytes");
        }
    }
}
