package io.fairlead.server.storage.backend;

import io.fairlead.server.storage.disk.DiskFile;
import java.nio.ByteBuffer;

/** A part of an array, read as a file. */
final class MemoryFile implements DiskFile {
    private final byte[] bytes;
    private final int from;
    private final int count;

    MemoryFile(byte[] bytes, int from, int count) {
        this.bytes = bytes;
        this.from = from;
        this.count = count;
    }

    @Override
    public long size() {
        return count;
    }

    @Override
    public int read(ByteBuffer target, long position) {
        int readable = (int) Math.max(0, Math.min(target.remaining(), count - position));
        target.put(bytes, from + (int) Math.min(position, count), readable);
        return readable;
    }

    @Override
    public void write(ByteBuffer source, long position) {
        throw new UnsupportedOperationException("for reading");
    }

    @Override
    public void force(boolean metadata) {}

    @Override
    public void preallocate(long size) {
        throw new UnsupportedOperationException("for reading");
    }

    @Override
    public void truncate(long size) {
        throw new UnsupportedOperationException("for reading");
    }

    @Override
    public void close() {}
}
