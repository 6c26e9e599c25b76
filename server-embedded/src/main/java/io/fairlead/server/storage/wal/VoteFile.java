package io.fairlead.server.storage.wal;

import io.fairlead.api.Bytes;
import io.fairlead.server.bytes.Crc;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Term and vote once more, beside the log: whatever happens to the log, no vote is given twice. It is written after the log
 * was forced and before anybody hears of it, so a log that ends below it lost something.
 *
 * <p>The content stands in two places, each forced before the other is written: one that was damaged, or torn by a crash, never
 * takes the other along, and both say the same whenever a promise was made. It never grows, so a full disk can't refuse it.
 */
final class VoteFile implements Closeable {
    static final String NAME = "vote";

    /** "FLVOTE01". */
    private static final long MAGIC = 0x464C564F54453031L;

    /** Far enough from each other to be on different pages. */
    private static final int PLACE_SIZE = 4096;

    private static final int PLACES = 2;
    private static final int SIZE = 8 * 7 + 4 + 4;

    /**
     * What the file says.
     *
     * @param owner whose it is
     * @param vote in {@code term}, or 0
     * @param regaining part of the log was lost, and what was acknowledged of it has not come back yet
     * @param base sequence of the segment that the log begins with; older ones are there only because a repair was cut short
     */
    record Content(WalMetadata owner, long term, long vote, boolean regaining, long base) {
        static Content firstOf(WalMetadata owner) {
            return new Content(owner, 0, 0, false, 0);
        }

        Content with(HardState state) {
            return new Content(owner, state.term(), state.vote(), regaining, base);
        }

        Content with(boolean nowRegaining) {
            return new Content(owner, term, vote, nowRegaining, base);
        }

        /** A log in use begins where it is read from, also if a repair was cut short that named a segment it never made. */
        Content beginningWith(SegmentName first) {
            return new Content(owner, term, vote, regaining, first.sequence());
        }

        boolean says(HardState state) {
            return term == state.term() && vote == state.vote();
        }
    }

    private record Numbered(long number, Content content) {}

    private final DiskFile file;
    private Numbered last;

    private VoteFile(DiskFile file, Numbered last) {
        this.file = file;
        this.last = last;
    }

    /** What the file in {@code directory} says; empty where there is none, or none that is whole. */
    static Optional<Content> read(Disk disk, Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        if (!disk.exists(path)) {
            return Optional.empty();
        }
        try (DiskFile file = disk.openForReading(path)) {
            return newest(file).map(Numbered::content);
        }
    }

    /** Opens the file, which says {@code content} when this returns, durably. */
    static VoteFile open(Disk disk, Path directory, Content content) throws IOException {
        Path path = directory.resolve(NAME);
        boolean isNew = !disk.exists(path);
        DiskFile file = disk.open(path);
        try {
            VoteFile opened = new VoteFile(file, newest(file).orElse(new Numbered(0, content)));
            // Also where it says so already: one of the places may not, and what was read may not have been forced.
            opened.write(content);
            if (isNew) {
                disk.forceDirectory(directory);
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    Content content() {
        return last.content;
    }

    /** Durable when this returns. */
    void write(Content content) throws IOException {
        Numbered next = new Numbered(last.number + 1, content);
        for (int place = 0; place < PLACES; place++) {
            file.write(encode(next), (long) place * PLACE_SIZE);
            file.force(true);
        }
        last = next;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static Optional<Numbered> newest(DiskFile file) {
        Optional<Numbered> newest = Optional.empty();
        for (int place = 0; place < PLACES; place++) {
            Optional<Numbered> found = at(file, (long) place * PLACE_SIZE);
            if (found.isPresent() && (newest.isEmpty() || found.get().number > newest.get().number)) {
                newest = found;
            }
        }
        return newest;
    }

    /** A place that can't be read says nothing, as one that is damaged. */
    private static Optional<Numbered> at(DiskFile file, long position) {
        byte[] raw = new byte[SIZE];
        ByteBuffer bytes = ByteBuffer.wrap(raw);
        try {
            if (file.read(bytes, position) < SIZE) {
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        bytes.flip();
        if (bytes.getLong(0) != MAGIC || bytes.getInt(SIZE - 4) != crcOf(raw)) {
            return Optional.empty();
        }
        bytes.getLong();
        long number = bytes.getLong();
        WalMetadata owner = new WalMetadata(bytes.getLong(), bytes.getLong());
        long base = bytes.getLong();
        long term = bytes.getLong();
        long vote = bytes.getLong();
        return Optional.of(new Numbered(number, new Content(owner, term, vote, bytes.getInt() != 0, base)));
    }

    private static ByteBuffer encode(Numbered numbered) {
        Content content = numbered.content;
        byte[] raw = new byte[SIZE];
        ByteBuffer bytes = ByteBuffer.wrap(raw);
        bytes.putLong(MAGIC)
                .putLong(numbered.number)
                .putLong(content.owner.nodeId())
                .putLong(content.owner.clusterId())
                .putLong(content.base)
                .putLong(content.term)
                .putLong(content.vote)
                .putInt(content.regaining ? 1 : 0);
        bytes.putInt(crcOf(raw));
        return bytes.flip();
    }

    private static int crcOf(byte[] raw) {
        return Crc.of(Bytes.unsafeWrap(raw, 0, SIZE - 4));
    }
}
