package io.fairlead.server.storage.backend;

import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A disk in memory that knows what was forced. It can fail at the nth call that changes something, and gives the disk that a
 * crash would leave: what was forced, with any part of what was not.
 */
final class CrashDisk implements Disk {
    /** The power went off. */
    static final class PowerLoss extends IOException {
        private static final long serialVersionUID = 1L;

        PowerLoss() {
            super("power loss");
        }
    }

    private static final class Content {
        private byte[] bytes = new byte[0];
        private byte[] forced = new byte[0];
        private final List<Write> unforced = new ArrayList<>();
    }

    /** A write, or a truncation to {@code position}. */
    private static final class Write {
        private final long position;
        private final byte[] bytes;
        private final boolean truncates;

        Write(long position, byte[] bytes, boolean truncates) {
            this.position = position;
            this.bytes = bytes;
            this.truncates = truncates;
        }
    }

    private final TreeSet<Path> directories = new TreeSet<>();
    private final TreeMap<Path, Content> files = new TreeMap<>();

    /** What the directories say durably. */
    private TreeMap<Path, Content> forcedFiles = new TreeMap<>();

    private long changes;
    private long failAt = Long.MAX_VALUE;

    /** Makes the nth change from the start, and all after it, fail. */
    void failAt(long change) {
        failAt = change;
    }

    long changes() {
        return changes;
    }

    /** How much of what was not forced survives. */
    enum Survival {
        NOTHING,
        EVERYTHING,
        SOME
    }

    /** The disk after a crash. */
    CrashDisk afterCrash(Survival survival, long seed) {
        Random random = new Random(seed);
        CrashDisk after = new CrashDisk();
        after.directories.addAll(directories);
        TreeMap<Path, Content> entries = new TreeMap<>(forcedFiles);
        if (survival == Survival.EVERYTHING || (survival == Survival.SOME && random.nextBoolean())) {
            entries = new TreeMap<>(files);
        }
        entries.forEach((path, content) -> {
            Content kept = new Content();
            kept.bytes = survivor(content, survival, random);
            kept.forced = kept.bytes.clone();
            after.files.put(path, kept);
        });
        after.forcedFiles = new TreeMap<>(after.files);
        return after;
    }

    private static byte[] survivor(Content content, Survival survival, Random random) {
        return switch (survival) {
            case NOTHING -> content.forced.clone();
            case EVERYTHING -> content.bytes.clone();
            case SOME -> {
                byte[] bytes = content.forced.clone();
                for (Write write : content.unforced) {
                    int fate = random.nextInt(4);
                    if (fate == 0) {
                        continue;
                    }
                    if (write.truncates) {
                        bytes = Arrays.copyOf(bytes, (int) write.position);
                        continue;
                    }
                    int count = fate == 1 ? random.nextInt(write.bytes.length + 1) : write.bytes.length;
                    int needed = (int) write.position + count;
                    if (needed > bytes.length) {
                        bytes = Arrays.copyOf(bytes, needed);
                    }
                    System.arraycopy(write.bytes, 0, bytes, (int) write.position, count);
                }
                yield bytes;
            }
        };
    }

    /** Changes one byte of a file, durably. */
    void flip(Path file, long offset) {
        Content content = content(file);
        content.bytes[(int) offset] ^= 0x40;
        content.forced = content.bytes.clone();
    }

    long sizeOf(Path file) {
        return content(file).bytes.length;
    }

    /** Every file, in order of path. */
    List<Path> paths() {
        return List.copyOf(files.keySet());
    }

    private Content content(Path file) {
        return Optional.ofNullable(files.get(file)).orElseThrow(() -> new AssertionError("no file " + file));
    }

    private void change() throws IOException {
        if (++changes >= failAt) {
            throw new PowerLoss();
        }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        change();
        directories.add(directory);
    }

    @Override
    public boolean exists(Path path) {
        return files.containsKey(path) || directories.contains(path);
    }

    @Override
    public List<String> list(Path directory) {
        TreeSet<String> names = new TreeSet<>();
        for (Path path : files.keySet()) {
            if (directory.equals(path.getParent())) {
                names.add(path.getFileName().toString());
            }
        }
        for (Path path : directories) {
            if (directory.equals(path.getParent())) {
                names.add(path.getFileName().toString());
            }
        }
        return List.copyOf(names);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        if (!files.containsKey(file)) {
            change();
            files.put(file, new Content());
        }
        return new OpenFile(content(file));
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        if (!files.containsKey(file)) {
            throw new IOException("no file " + file);
        }
        return new OpenFile(content(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        change();
        Content moved = files.remove(from);
        if (moved == null) {
            throw new IOException("no file " + from);
        }
        files.put(to, moved);
    }

    @Override
    public void delete(Path file) throws IOException {
        change();
        files.remove(file);
    }

    @Override
    public void deleteRecursively(Path directory) throws IOException {
        change();
        files.keySet().removeIf(path -> path.startsWith(directory));
        directories.removeIf(path -> path.startsWith(directory));
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        change();
        forcedFiles.keySet().removeIf(path -> directory.equals(path.getParent()));
        files.forEach((path, content) -> {
            if (directory.equals(path.getParent())) {
                forcedFiles.put(path, content);
            }
        });
    }

    @Override
    public long usableSpace(Path path) {
        return Long.MAX_VALUE;
    }

    @Override
    public AutoCloseable lock(Path file) {
        return () -> {};
    }

    private final class OpenFile implements DiskFile {
        private final Content content;
        private boolean closed;

        OpenFile(Content content) {
            this.content = content;
        }

        private void checkOpen() throws IOException {
            if (closed) {
                throw new IOException("closed");
            }
        }

        @Override
        public long size() {
            return content.bytes.length;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            checkOpen();
            byte[] bytes = content.bytes;
            int count = (int) Math.max(0, Math.min(target.remaining(), bytes.length - position));
            target.put(bytes, (int) Math.min(position, bytes.length), count);
            return count;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            checkOpen();
            change();
            int count = source.remaining();
            byte[] bytes = content.bytes;
            if (position + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) position + count);
            }
            byte[] written = new byte[count];
            source.get(written);
            System.arraycopy(written, 0, bytes, (int) position, count);
            content.bytes = bytes;
            content.unforced.add(new Write(position, written, false));
        }

        @Override
        public void force(boolean metadata) throws IOException {
            checkOpen();
            change();
            content.forced = content.bytes.clone();
            content.unforced.clear();
        }

        @Override
        public void preallocate(long size) {}

        @Override
        public void truncate(long size) throws IOException {
            checkOpen();
            change();
            if (size != content.bytes.length) {
                content.bytes = Arrays.copyOf(content.bytes, (int) size);
                content.unforced.add(new Write(size, new byte[0], true));
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
