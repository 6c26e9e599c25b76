package io.fairlead.cli.snapshot;

import com.google.protobuf.ByteString;
import io.fairlead.api.maintenance.SnapshotChecksum;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file that a snapshot is written to. */
final class SnapshotSink implements Closeable {
    private final FileChannel file;
    private final SnapshotChecksum checksum = new SnapshotChecksum();

    private SnapshotSink(FileChannel file) {
        this.file = file;
    }

    static SnapshotSink create(Path path) throws IOException {
        return new SnapshotSink(FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));
    }

    /** Writes a piece; a failure of the disk is an {@link UncheckedIOException}, since pieces come to a callback. */
    void accept(ByteString piece) {
        for (ByteBuffer part : piece.asReadOnlyByteBufferList()) {
            checksum.update(part);
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
     * @throws io.fairlead.api.DamagedSnapshotException if not all came as it was sent
     */
    long finish() throws IOException {
        checksum.finish();
        file.force(true);
        return checksum.size();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
