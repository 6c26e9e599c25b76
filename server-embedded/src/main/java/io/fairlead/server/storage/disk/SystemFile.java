package io.fairlead.server.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file of {@link SystemDisk}. */
final class SystemFile implements DiskFile {
    private static final int PIECE_SIZE = 1 << 20;

    private final Path path;
    private final FileChannel channel;

    SystemFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int before = target.position();
        while (target.hasRemaining()) {
            if (channel.read(target, position + target.position() - before) < 0) {
                break;
            }
        }
        return target.position() - before;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        long at = position;
        int limit = source.limit();
        while (source.position() < limit) {
            // The JDK keeps a direct buffer as large as the largest piece it was ever given, for each thread.
            source.limit(Math.min(limit, source.position() + PIECE_SIZE));
            try {
                at += channel.write(source, at);
            } catch (IOException e) {
                throw FullDisk.named(e, path, source.remaining());
            }
        }
    }

    @Override
    public void force(boolean metadata) throws IOException {
        channel.force(metadata);
    }

    /** Writes zeros: blocks that exist and hold something are what makes a later force cheap on every file system. */
    @Override
    public void preallocate(long size) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.max(0, Math.min(PIECE_SIZE, size - size())));
        for (long at = size(); at < size; at += zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
            write(zeros, at);
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
