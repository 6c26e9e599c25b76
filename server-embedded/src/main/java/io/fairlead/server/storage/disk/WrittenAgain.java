package io.fairlead.server.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * For a start: what is read of a file need not be on the disk, nor get there by a force. Where a force has failed the system may
 * keep what it could not bring to the disk, show it to whoever reads, and count it as clean; the next force has nothing to do
 * then and succeeds. Only what is written again is forced.
 */
public final class WrittenAgain {
    private static final int PIECE = 1 << 20;

    private WrittenAgain() {}

    /**
     * Writes the bytes of {@code file} from {@code from} up to {@code to} to where they are, so that the next force covers them.
     * A crash in the middle changes nothing.
     */
    public static void write(DiskFile file, long from, long to) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, Math.max(0, to - from)));
        for (long at = from; at < to; ) {
            piece.clear().limit((int) Math.min(piece.capacity(), to - at));
            if (file.read(piece, at) <= 0) {
                throw new IOException("the file ended at " + at + " while it was read, before " + to);
            }
            piece.flip();
            int size = piece.remaining();
            file.write(piece, at);
            at += size;
        }
    }
}
