package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which segments make up a state, and how much of each is known to survive a crash. Written whole beside the old one and
 * renamed over it, so there is always exactly one.
 *
 * @param owner whose state it is
 * @param directory number of the directory that holds the segments
 * @param mark up to where the log is in what is known to survive
 * @param segments in order
 */
record Manifest(FileOwner owner, long directory, AppliedMark mark, List<Entry> segments) {
    /** In the root: the state in use. */
    static final String IN_USE = "manifest";

    /** In a directory of a received state: it is whole. */
    static final String RECEIVED = "received";

    /** "FLMANI01". */
    private static final long MAGIC = 0x464C4D414E493031L;

    private static final int HEAD_SIZE = 8 + 8 + 8 + 8 + 8 + 8 + 4 + 4;
    private static final int ENTRY_SIZE = 8 + 8 + 4 + 8 + 1;

    /**
     * One segment.
     *
     * @param forcedEnd bytes of whole batches that are known to survive
     * @param closed the segment ends there and never changes again
     */
    record Entry(SegmentId id, long forcedEnd, boolean closed) {}

    Manifest {
        segments = List.copyOf(segments);
    }

    static Path directoryPath(Path root, long number) {
        return root.resolve(String.format("state-%016x", number));
    }

    /** Replaces the manifest {@code name} of {@code folder} by this one; durable when it returns. */
    void write(Disk disk, Path folder, String name) throws IOException {
        Path beside = folder.resolve(name + ".tmp");
        ByteBuffer bytes = encode();
        try (DiskFile file = disk.open(beside)) {
            file.truncate(0);
            file.write(bytes, 0);
            file.force(true);
        }
        disk.rename(beside, folder.resolve(name));
        disk.forceDirectory(folder);
    }

    static Optional<Manifest> read(Disk disk, Path folder, String name) throws IOException {
        Path path = folder.resolve(name);
        if (!disk.exists(path)) {
            return Optional.empty();
        }
        byte[] bytes;
        try (DiskFile file = disk.openForReading(path)) {
            bytes = new byte[Math.toIntExact(file.size())];
            try {
                file.read(ByteBuffer.wrap(bytes), 0);
            } catch (IOException e) {
                throw new DamagedStateException(path + ": can't be read at offset 0: " + e.getMessage());
            }
        }
        return Optional.of(decode(bytes, path));
    }

    private ByteBuffer encode() {
        Bytes confState = mark.confState();
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_SIZE + confState.size() + segments.size() * ENTRY_SIZE + 4);
        bytes.putLong(MAGIC)
                .putLong(owner.clusterId())
                .putLong(owner.memberId())
                .putLong(directory)
                .putLong(mark.index())
                .putLong(mark.term())
                .putInt(confState.size())
                .putInt(segments.size());
        confState.copyTo(bytes);
        for (Entry entry : segments) {
            bytes.putLong(entry.id.originId())
                    .putLong(entry.id.sequence())
                    .putInt(entry.id.rewrite())
                    .putLong(entry.forcedEnd)
                    .put((byte) (entry.closed ? 1 : 0));
        }
        bytes.putInt(SegmentFormat.crcOf(bytes.array(), 0, bytes.position()));
        return bytes.flip();
    }

    private static Manifest decode(byte[] raw, Path path) throws DamagedStateException {
        int size = raw.length;
        ByteBuffer bytes = ByteBuffer.wrap(raw);
        if (size < HEAD_SIZE + 4
                || bytes.getLong(0) != MAGIC
                || bytes.getInt(size - 4) != SegmentFormat.crcOf(raw, 0, size - 4)) {
            throw new DamagedStateException(path + ": not a whole manifest of this format, offset 0");
        }
        bytes.getLong();
        FileOwner owner = new FileOwner(bytes.getLong(), bytes.getLong());
        long directory = bytes.getLong();
        long index = bytes.getLong();
        long term = bytes.getLong();
        byte[] confState = new byte[bytes.getInt()];
        int count = bytes.getInt();
        bytes.get(confState);
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            SegmentId id = new SegmentId(owner.clusterId(), bytes.getLong(), bytes.getLong(), bytes.getInt());
            entries.add(new Entry(id, bytes.getLong(), bytes.get() != 0));
        }
        return new Manifest(owner, directory, new AppliedMark(index, term, Bytes.unsafeWrap(confState)), entries);
    }
}
