package io.fairlead.server.storage.wal;

import io.fairlead.server.bytes.Varint;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a {@code walpb.Record} but its data, with the size the data says it has.
 *
 * @param headSize bytes before the data, or all of them where there is none
 */
record RecordHead(long type, int crc, int headSize, int dataSize) {
    private static final int TYPE_TAG = 1 << 3;
    private static final int CRC_TAG = 2 << 3;
    private static final int DATA_TAG = 3 << 3 | 2;
    private static final long CRC_MAX = 0xFFFF_FFFFL;

    /**
     * Reads a record's head at {@code at}, where at most {@code sizeMax} bytes belong to it. The fields stand in the order of
     * their numbers; type and crc may be left out when zero, data when empty.
     *
     * @return null if there is no such head
     */
    static @Nullable RecordHead parse(FileWindow file, long at, long sizeMax) throws IOException {
        Cursor cursor = new Cursor(file, at, at + sizeMax);
        long type = 0;
        long crc = 0;
        long dataSize = 0;
        if (cursor.isAt(TYPE_TAG)) {
            type = cursor.varint();
        }
        if (cursor.isAt(CRC_TAG)) {
            crc = cursor.varint();
        }
        if (cursor.isAt(DATA_TAG)) {
            dataSize = cursor.varint();
        }
        int headSize = (int) (cursor.position - at);
        if (cursor.broken
                || headSize == 0
                || crc < 0
                || crc > CRC_MAX
                || dataSize < 0
                || dataSize > Integer.MAX_VALUE) {
            return null;
        }
        return new RecordHead(type, (int) crc, headSize, (int) dataSize);
    }

    /** Reads tags and numbers until something does not fit. */
    private static final class Cursor {
        private final FileWindow file;
        private final long end;
        private long position;
        private boolean broken;

        Cursor(FileWindow file, long position, long end) {
            this.file = file;
            this.position = position;
            this.end = end;
        }

        /** Steps over {@code tag} if it stands here. */
        boolean isAt(int tag) throws IOException {
            if (broken || position >= end || file.byteAt(position) != tag) {
                return false;
            }
            position++;
            return true;
        }

        long varint() throws IOException {
            long value = 0;
            for (int i = 0; i < Varint.SIZE_MAX && position < end; i++) {
                int next = file.byteAt(position++);
                value |= (long) (next & 0x7F) << (7 * i);
                if (next < 0x80) {
                    return value;
                }
            }
            broken = true;
            return 0;
        }
    }
}
