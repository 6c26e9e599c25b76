package io.fairlead.server.storage.wal;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A file read forward through a buffer. Asking for bytes a little further back or ahead is cheap. */
final class FileWindow {
    private static final int CAPACITY_MAX = 256 << 10;

    private static final ByteBuffer ZEROS =
            ByteBuffer.allocate(CAPACITY_MAX / 2).asReadOnlyBuffer();

    private final DiskFile file;
    private final long size;
    private ByteBuffer buffer;

    /** Position in the file of the buffer's first byte. */
    private long start;

    FileWindow(DiskFile file) throws IOException {
        this.file = file;
        this.size = file.size();
        this.buffer = allocate((int) Math.min(CAPACITY_MAX, size)).limit(0);
    }

    long size() {
        return size;
    }

    long longAt(long position) throws IOException {
        return buffer.getLong(load(position, Long.BYTES));
    }

    int byteAt(long position) throws IOException {
        return buffer.get(load(position, 1)) & 0xFF;
    }

    /** A copy. */
    Bytes bytes(long position, int count) throws IOException {
        byte[] copy = new byte[count];
        buffer.get(load(position, count), copy);
        return Bytes.unsafeWrap(copy);
    }

    boolean isZero(long position, long count) throws IOException {
        long to = position + count;
        for (long at = position; at < to; ) {
            int piece = (int) Math.min(ZEROS.capacity(), to - at);
            int from = load(at, piece);
            if (!buffer.slice(from, piece).equals(ZEROS.slice(0, piece))) {
                return false;
            }
            at += piece;
        }
        return true;
    }

    /** Makes sure that the bytes are in the buffer; returns where. */
    private int load(long position, int count) throws IOException {
        if (position < start || position + count > start + buffer.limit()) {
            if (count > buffer.capacity()) {
                buffer = allocate(count);
            }
            start = position;
            buffer.clear();
            int got = file.read(buffer, position);
            buffer.flip();
            if (got < count) {
                throw new IOException("read " + got + " bytes at " + position + " where the file has " + count);
            }
        }
        return (int) (position - start);
    }

    private static ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }
}
