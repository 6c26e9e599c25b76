package io.fairlead.server.storage.backend;

import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes an arriving state into a directory beside the one in use. Files of an unfinished one are deleted at the next start.
 *
 * <p>A newer one gives it up while the thread of its stream may be inside it, and may come into the same directory: what comes
 * afterwards touches no file.
 */
final class SegmentedReceiver implements StateReceiver {
    private static final int HEAD_SIZE_MAX = 4 << 20;

    private final Disk disk;
    private final Path root;
    private final long number;
    private final Path directory;
    private final FileOwner owner;

    /** What came until the head of the stream was whole. */
    private ByteBuffer headBytes = ByteBuffer.allocate(4096);

    private @Nullable StateStreamHead head;

    /** The segment being written, its place in the head, and how much of it came. */
    private @Nullable DiskFile file;

    private int part;
    private long position;

    /** It was given up, or came to its end: its files are no longer this object's. Guarded by this. */
    private boolean ended;

    SegmentedReceiver(Disk disk, Path root, long number, FileOwner owner) throws IOException {
        this.disk = disk;
        this.root = root;
        this.number = number;
        this.directory = Manifest.directoryPath(root, number);
        this.owner = owner;
        disk.createDirectories(directory);
    }

    @Override
    public synchronized void write(ByteBuffer chunk) throws IOException {
        TransferGivenUpException.throwIf(ended);
        take(chunk);
    }

    private void take(ByteBuffer chunk) throws IOException {
        StateStreamHead known = head;
        if (known == null) {
            known = readHead(chunk);
            if (known == null) {
                return;
            }
        }
        while (chunk.hasRemaining()) {
            if (part == known.segments().size()) {
                throw new DamagedStateException("state stream: longer than its head says");
            }
            writePart(known.segments().get(part), chunk);
        }
    }

    private @Nullable StateStreamHead readHead(ByteBuffer chunk) throws IOException {
        if (headBytes.remaining() < chunk.remaining()) {
            int size = headBytes.position() + chunk.remaining();
            headBytes = ByteBuffer.allocate(size * 2).put(headBytes.flip());
        }
        headBytes.put(chunk);
        ByteBuffer cursor = headBytes.duplicate().flip();
        Optional<StateStreamHead> read = StateStreamHead.read(cursor);
        if (read.isEmpty()) {
            if (headBytes.position() > HEAD_SIZE_MAX) {
                throw new DamagedStateException("state stream: its head is too long");
            }
            return null;
        }
        StateStreamHead known = read.get();
        if (known.sender().clusterId() != owner.clusterId()) {
            throw new DamagedStateException("state stream: of cluster "
                    + Long.toHexString(known.sender().clusterId()) + ", not of " + Long.toHexString(owner.clusterId()));
        }
        head = known;
        // What followed the head in the same chunk belongs to the segments.
        take(cursor);
        return known;
    }

    private void writePart(StateStreamHead.Part target, ByteBuffer chunk) throws IOException {
        DiskFile open = file;
        if (open == null) {
            open = disk.open(directory.resolve(target.id().fileName()));
            open.truncate(0);
            file = open;
            position = 0;
        }
        int count = (int) Math.min(chunk.remaining(), target.size() - position);
        open.write(chunk.slice(chunk.position(), count), position);
        chunk.position(chunk.position() + count);
        position += count;
        if (position == target.size()) {
            open.force(true);
            open.close();
            file = null;
            part++;
        }
    }

    @Override
    public ReceivedState complete() throws IOException {
        synchronized (this) {
            TransferGivenUpException.throwIf(ended);
            ended = true;
        }
        try {
            return check();
        } catch (IOException e) {
            throwAway();
            throw e;
        }
    }

    private ReceivedState check() throws IOException {
        StateStreamHead known = head;
        if (known == null || part != known.segments().size()) {
            throw new DamagedStateException("state stream: cut short, " + part + " segments are whole");
        }
        List<Manifest.Entry> entries = new ArrayList<>();
        for (StateStreamHead.Part one : known.segments()) {
            entries.add(new Manifest.Entry(one.id(), one.size(), true));
        }
        Manifest manifest = new Manifest(owner, number, known.mark(), entries);
        StateLoader loader = new StateLoader(disk, directory, manifest);
        loader.load();
        if (!loader.mark().equals(known.mark())) {
            loader.close();
            throw new DamagedStateException("state stream: ends at " + loader.mark() + " and says " + known.mark());
        }
        disk.forceDirectory(directory);
        manifest.write(disk, directory, Manifest.RECEIVED);
        disk.forceDirectory(root);
        return new SegmentedReceived(disk, number, loader);
    }

    @Override
    public synchronized void abort() {
        if (!ended) {
            ended = true;
            throwAway();
        }
    }

    private void throwAway() {
        try {
            if (file != null) {
                file.close();
            }
            disk.deleteRecursively(directory);
        } catch (IOException e) {
            // The next start deletes what is left; until then it only takes space.
            file = null;
        }
    }
}
