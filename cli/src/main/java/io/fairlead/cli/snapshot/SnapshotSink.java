package io.fairlead.cli.snapshot;

import com.google.protobuf.ByteString;
import io.fairlead.cli.shell.CommandFailure;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The file that a snapshot is written to. The last 32 bytes are the SHA-256 of all before them; so they are kept back from the
 * sum, and compared with it at the end.
 */
final class SnapshotSink implements Closeable {
    private static final int DIGEST_SIZE = 32;
    private static final int SMALLEST_PAGE = 512;

    private final FileChannel file;
    private final MessageDigest digest;

    /** What came last, and may be the digest. */
    private ByteString tail = ByteString.EMPTY;

    private long size;

    private SnapshotSink(FileChannel file) {
        this.file = file;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static SnapshotSink create(Path path) throws IOException {
        return new SnapshotSink(FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));
    }

    /** Writes a piece; a failure of the disk is an {@link UncheckedIOException}, since pieces come to a callback. */
    void accept(ByteString piece) {
        ByteString waiting = tail.concat(piece);
        int sure = Math.max(0, waiting.size() - DIGEST_SIZE);
        waiting.substring(0, sure).asReadOnlyByteBufferList().forEach(digest::update);
        tail = waiting.substring(sure);
        size += piece.size();
        for (ByteBuffer part : piece.asReadOnlyByteBufferList()) {
            while (part.hasRemaining()) {
                try {
                    file.write(part);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /**
     * Checks that all came, and makes it durable.
     *
     * @return how many bytes there are
     */
    long finish() throws IOException {
        if (size % SMALLEST_PAGE != DIGEST_SIZE) {
            throw CommandFailure.error("sha256 checksum not found [bytes: " + size + "]");
        }
        if (!tail.equals(ByteString.copyFrom(digest.digest()))) {
            throw CommandFailure.error("the snapshot's sha256 checksum does not match what was received");
        }
        file.force(true);
        return size;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
