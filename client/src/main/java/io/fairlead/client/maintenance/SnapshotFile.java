package io.fairlead.client.maintenance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file that is written under another name, and takes its own when it is whole and on the disk. */
final class SnapshotFile implements SnapshotTarget {
    private static final System.Logger LOG = System.getLogger(SnapshotFile.class.getName());

    private enum State {
        NEW,
        OPEN,
        COMMITTED,
        ABORTED
    }

    private final Path file;
    private final Path part;

    /** Guarded by this: a part is not opened after an abort, nor removed after a commit. */
    private State state = State.NEW;

    /** Guarded by this. */
    private @Nullable FileChannel channel;

    SnapshotFile(Path file) {
        this.file = file;
        this.part = file.resolveSibling(file.getFileName() + ".part");
    }

    @Override
    public synchronized void open() throws IOException {
        if (state != State.NEW) {
            throw new ClosedChannelException();
        }
        channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        state = State.OPEN;
    }

    @Override
    public void write(ByteBuffer piece) throws IOException {
        FileChannel open = opened();
        while (piece.hasRemaining()) {
            open.write(piece);
        }
    }

    @Override
    public synchronized void commit() throws IOException {
        FileChannel open = opened();
        open.force(true);
        open.close();
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        state = State.COMMITTED;
        forceName();
    }

    /** The new name is durable once the directory is; some systems can't force one, and then it is when they say. */
    private void forceName() {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the directory of a snapshot was not forced to the disk", e);
        }
    }

    @Override
    public synchronized void abort() {
        if (state == State.COMMITTED || state == State.ABORTED) {
            return;
        }
        state = State.ABORTED;
        if (channel == null) {
            return;
        }
        try {
            channel.close();
            Files.deleteIfExists(part);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a part of a snapshot was left behind: " + part, e);
        }
    }

    private synchronized FileChannel opened() throws IOException {
        if (state != State.OPEN || channel == null) {
            throw new ClosedChannelException();
        }
        return channel;
    }
}
