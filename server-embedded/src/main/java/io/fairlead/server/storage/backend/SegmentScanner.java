package io.fairlead.server.storage.backend;

import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads the records of one segment front to back, checking everything, up to the end or the first damage. */
final class SegmentScanner {
    private static final int BUFFER_SIZE = 256 << 10;

    /** Sees records, then their seal. Records without a seal after them do not count. */
    interface Visitor {
        /** A revision or bucket record; {@code bytes} is reused after the call. */
        void record(byte[] bytes, int payload, int size, long offset);

        /** What came since the last seal is a whole batch that ends at {@code end}. */
        void sealed(Seal seal, long end) throws IOException;
    }

    /** For those who want to know nothing but whether all is whole. */
    static final Visitor CHECK_ONLY = new Visitor() {
        @Override
        public void record(byte[] bytes, int payload, int size, long offset) {}

        @Override
        public void sealed(Seal seal, long end) {}
    };

    /** Where the last whole batch ends, and what stands there instead of another one: null at a clean end. */
    record End(long offset, @Nullable String damage) {}

    private final DiskFile file;
    private final SegmentId id;
    private final long limit;
    private byte[] buffer = new byte[BUFFER_SIZE];
    private long bufferStart;
    private int buffered;

    /** @param limit bytes of the file to read at most */
    SegmentScanner(DiskFile file, SegmentId id, long limit) throws IOException {
        this.file = file;
        this.id = id;
        this.limit = Math.min(limit, file.size());
    }

    /** Reads batches from {@code from}, where one begins. */
    End scan(long from, Visitor visitor) throws IOException {
        long batchStart = from;
        long offset = from;
        int records = 0;
        CRC32C batchCrc = SegmentFormat.beginBatch(id);
        while (offset < limit) {
            if (limit - offset <= RecordBuffer.FRAME_HEAD_SIZE) {
                return new End(batchStart, "a record is cut at offset " + offset);
            }
            fill(offset, RecordBuffer.FRAME_HEAD_SIZE);
            int size = RecordBuffer.intAt(buffer, at(offset));
            if (size <= 0 || size > limit - offset - RecordBuffer.FRAME_HEAD_SIZE) {
                return new End(batchStart, "a record of impossible size " + size + " at offset " + offset);
            }
            int whole = RecordBuffer.FRAME_HEAD_SIZE + size;
            fill(offset, whole);
            int payload = at(offset) + RecordBuffer.FRAME_HEAD_SIZE;
            if (RecordBuffer.intAt(buffer, payload - 4) != SegmentFormat.crcOf(buffer, payload, size)) {
                return new End(batchStart, "checksum of the record at offset " + offset + " is wrong");
            }
            if (buffer[payload] != RecordFormat.SEAL) {
                if (!RecordFormat.isWellFormed(buffer, payload, size)) {
                    return new End(batchStart, "a malformed record at offset " + offset);
                }
                batchCrc.update(buffer, payload - RecordBuffer.FRAME_HEAD_SIZE, whole);
                visitor.record(buffer, payload, size, offset);
                records++;
                offset += whole;
                continue;
            }
            batchCrc.update(buffer, payload, Math.max(0, size - 4));
            if (!isSealOf(payload, size, batchStart, records, batchCrc)) {
                return new End(batchStart, "a seal that does not fit its batch at offset " + offset);
            }
            offset += whole;
            visitor.sealed(SegmentFormat.readSeal(buffer, payload, size), offset);
            batchStart = offset;
            records = 0;
            batchCrc = SegmentFormat.beginBatch(id);
        }
        return new End(batchStart, batchStart == offset ? null : "a batch without a seal ends at offset " + offset);
    }

    private boolean isSealOf(int payload, int size, long batchStart, int records, CRC32C batchCrc) {
        if (!SegmentFormat.isSealWellFormed(buffer, payload, size)
                || RecordBuffer.intAt(buffer, payload + size - 4) != (int) batchCrc.getValue()) {
            return false;
        }
        Seal seal = SegmentFormat.readSeal(buffer, payload, size);
        return seal.start() == batchStart && seal.records() == records;
    }

    private int at(long offset) {
        return (int) (offset - bufferStart);
    }

    /** Has {@code size} bytes from {@code offset} in the buffer; the caller checked that the file has them. */
    private void fill(long offset, int size) throws IOException {
        if (offset >= bufferStart && offset + size <= bufferStart + buffered) {
            return;
        }
        if (size > buffer.length) {
            buffer = new byte[size];
        }
        int wanted = (int) Math.min(buffer.length, limit - offset);
        int read;
        try {
            read = file.read(ByteBuffer.wrap(buffer, 0, wanted), offset);
        } catch (IOException e) {
            // A place of the disk that can't be read any more is damage like any other.
            throw new DamagedStateException(
                    id.fileName() + ": can't be read at offset " + offset + ": " + e.getMessage());
        }
        if (read < size) {
            throw new DamagedStateException(
                    id.fileName() + ": the file ended at " + (offset + Math.max(0, read)) + " while it was read");
        }
        bufferStart = offset;
        buffered = read;
    }
}
