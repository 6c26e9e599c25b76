package io.fairlead.server.storage.wal;

import io.fairlead.api.Bytes;
import io.fairlead.server.bytes.Crc;
import io.fairlead.server.raftcodec.MalformedRaftDataException;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one segment in order, checks the chain, and judges how the segment ends.
 *
 * <p>It gives records until {@link #next()} is empty; then {@link #end()} says where the good part ends and whether it ends
 * cleanly. What is neither whole nor explained by a crash throws {@link WalCorruptException}. Whether a torn end is allowed
 * at all depends on the segment being the last, which is the caller's to know.
 */
final class SegmentReader {
    /** Disks write this much or nothing. */
    static final int SECTOR_SIZE = 512;

    /** The size of a frame that does not say one. */
    private static final long NO_SIZE = -1;

    private final Path path;
    private final FileWindow file;

    /** The chain's value after the last good record. */
    private int crc;

    /** End of the last good record. */
    private long offset;

    /** Start of the frame that is or was looked at, for complaints. */
    private long frameOffset;

    private Optional<End> end = Optional.empty();

    /**
     * @param crc the chain's value at the end of the segment before, or 0 where this is the first one read: it then is taken
     *     from the segment's head
     */
    SegmentReader(Path path, DiskFile file, int crc) throws IOException {
        this.path = path;
        this.file = new FileWindow(file);
        this.crc = crc;
    }

    /**
     * How a segment ends.
     *
     * @param offset end of the last good record
     * @param crc the chain's value there
     * @param torn why the bytes after it are the remains of an unfinished write; empty for a clean end
     * @param remains whether something other than zeros follows
     */
    record End(long offset, int crc, Optional<String> torn, boolean remains) {}

    /** The next record, or empty at the end of the good part. */
    Optional<WalRecord> next() throws IOException {
        if (end.isPresent()) {
            return Optional.empty();
        }
        frameOffset = offset;
        long left = file.size() - offset;
        if (left < Frame.HEAD_SIZE) {
            return finish(left == 0 || file.isZero(offset, left) ? null : "the length of the next record is cut off");
        }
        long head = file.longAt(offset);
        if (head == 0) {
            return endOfRecords();
        }
        if (!Frame.isPossible(head)) {
            return impossibleHead(head);
        }
        if (Frame.size(head) > left) {
            refuseIfWholeDespite(Frame.recordSize(head));
            return finish("a record of " + Frame.recordSize(head) + " bytes runs past the end of the file");
        }
        int recordSize = Math.toIntExact(Frame.recordSize(head));
        Optional<String> wrong = take(offset + Frame.HEAD_SIZE, recordSize);
        if (wrong.isEmpty()) {
            return accept(head);
        }
        refuseIfWholeDespite(recordSize);
        if (!hasZeroSector(offset + Frame.HEAD_SIZE, recordSize)) {
            throw corrupt(wrong.get());
        }
        return finish(wrong.get() + ", and a sector of it was never written");
    }

    /** Only after {@link #next()} was empty. */
    End end() {
        return end.orElseThrow();
    }

    /** Says that the record returned last, or the place where there was none, is wrong. */
    WalCorruptException corrupt(String what) {
        return new WalCorruptException(path, frameOffset, what);
    }

    /** Says that the record returned last can't be decoded. */
    WalCorruptException corrupt(MalformedRaftDataException cause) {
        WalCorruptException corrupt = corrupt(cause.getMessage() + ": damaged, or written by a newer release");
        corrupt.initCause(cause);
        return corrupt;
    }

    /**
     * Steps over the record that {@link #next()} refused, taking its word for its length and the chain's value after it. Whether
     * that was right shows in the next record: if that is good by this value, it stood behind this one when it was written.
     *
     * @return false if there is nothing to go by
     */
    boolean skip() throws IOException {
        long left = file.size() - offset;
        long head = left < Frame.HEAD_SIZE ? 0 : file.longAt(offset);
        if (!Frame.isPossible(head) || Frame.size(head) > left) {
            return false;
        }
        RecordHead record = RecordHead.parse(file, offset + Frame.HEAD_SIZE, Frame.recordSize(head));
        if (record == null) {
            return false;
        }
        crc = record.crc();
        offset += Frame.size(head);
        return true;
    }

    // Scratch of take(): what the record says of itself.
    private RecordType type = RecordType.CRC;
    private int recordCrc;
    private Bytes data = Bytes.empty();

    /** Parses the record into the scratch fields and checks it against the chain; empty if it is good, else what is wrong. */
    private Optional<String> take(long at, int recordSize) throws IOException {
        RecordHead head = RecordHead.parse(file, at, recordSize);
        if (head == null || head.headSize() + head.dataSize() != recordSize) {
            return Optional.of("this is not a record");
        }
        Optional<RecordType> known = RecordType.of(head.type());
        if (known.isEmpty()) {
            // The checksum covers data alone. It tells a newer release's record from a damaged one.
            if (Crc.update(crc, file.bytes(at + head.headSize(), head.dataSize())) == head.crc()) {
                throw corrupt("records of type " + head.type() + " are not known: written by a newer release?");
            }
            return Optional.of("a record has type " + head.type());
        }
        type = known.get();
        recordCrc = head.crc();
        if (type == RecordType.CRC) {
            data = Bytes.empty();
            return crc == 0 || (crc == recordCrc && head.dataSize() == 0)
                    ? Optional.empty()
                    : Optional.of(
                            "the checksum chain is broken: " + hex(recordCrc) + " where " + hex(crc) + " belongs");
        }
        data = file.bytes(at + head.headSize(), head.dataSize());
        int computed = Crc.update(crc, data);
        return computed == recordCrc
                ? Optional.empty()
                : Optional.of("crc mismatch: " + hex(recordCrc) + " stands there, " + hex(computed) + " was computed");
    }

    private Optional<WalRecord> accept(long head) {
        WalRecord record = new WalRecord(type, recordCrc, data, offset);
        crc = recordCrc;
        offset += Frame.size(head);
        return Optional.of(record);
    }

    /** A length of zero: the log ends here, unless a flipped bit made the zero. */
    private Optional<WalRecord> endOfRecords() throws IOException {
        // A sector that was lost can leave a zero length before a record that begins in the next sector; only there.
        if (offset % SECTOR_SIZE != SECTOR_SIZE - Frame.HEAD_SIZE) {
            refuseIfWholeDespite(NO_SIZE);
        }
        return finish(null);
    }

    private Optional<WalRecord> impossibleHead(long head) throws IOException {
        refuseIfWholeDespite(NO_SIZE);
        long after = offset + Frame.HEAD_SIZE;
        if (!file.isZero(after, file.size() - after)) {
            throw corrupt("impossible length " + Long.toHexString(head));
        }
        return finish("a length without a record");
    }

    /**
     * A record tells its own size, too. If it is whole by that account then nothing was torn, and a length that says
     * otherwise was damaged later: what follows must not be cut away.
     *
     * @param size what the frame says, or {@link #NO_SIZE}
     */
    private void refuseIfWholeDespite(long size) throws IOException {
        long at = offset + Frame.HEAD_SIZE;
        long left = file.size() - at;
        RecordHead head = RecordHead.parse(file, at, left);
        if (head == null
                || head.dataSize() > left - head.headSize()
                || head.headSize() + (long) head.dataSize() == size) {
            return;
        }
        boolean empty = head.dataSize() == 0;
        if (empty == (head.type() != RecordType.CRC.number())
                || RecordType.of(head.type()).isEmpty()) {
            return;
        }
        int computed = empty ? crc : Crc.update(crc, file.bytes(at + head.headSize(), head.dataSize()));
        if (computed == head.crc()) {
            throw corrupt("the record is whole but its length is wrong");
        }
    }

    private boolean hasZeroSector(long from, long size) throws IOException {
        long to = from + size;
        for (long at = from; at < to; ) {
            long sectorEnd = Math.min(to, (at / SECTOR_SIZE + 1) * SECTOR_SIZE);
            if (file.isZero(at, sectorEnd - at)) {
                return true;
            }
            at = sectorEnd;
        }
        return false;
    }

    private Optional<WalRecord> finish(@Nullable String torn) throws IOException {
        boolean remains = !file.isZero(offset, file.size() - offset);
        end = Optional.of(new End(offset, crc, Optional.ofNullable(torn), remains));
        return Optional.empty();
    }

    private static String hex(int crc) {
        return String.format("%08x", crc);
    }
}
