package io.fairlead.server.storage.bolt;

import io.fairlead.server.storage.disk.DiskFile;
import java.nio.ByteBuffer;

/** A file that is an array. */
public record HeapFile(ByteBuffer content) implements DiskFile {
    public static HeapFile of(byte[] bytes) {
        return new HeapFile(ByteBuffer.wrap(bytes));
    }

    @Override
    public long size() {
        return content.limit();
    }

    @Override
    public int read(ByteBuffer target, long position) {
        if (position >= content.limit()) {
            return 0;
        }
        int count = (int) Math.min(target.remaining(), content.limit() - position);
        target.put(content.slice((int) position, count));
        return count;
    }

    @Override
    public void write(ByteBuffer source, long position) {
        throw new UnsupportedOperationException("read only");
    }

    @Override
    public void force(boolean metadata) {
        throw new UnsupportedOperationException("read only");
    }

    @Override
    public void preallocate(long size) {
        throw new UnsupportedOperationException("read only");
    }

    @Override
    public void truncate(long size) {
        throw new UnsupportedOperationException("read only");
    }

    @Override
    public void close() {}
}
