package io.fairlead.server.sim;

import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One machine's disk, in memory. Forgets on {@link #crash()} what was not forced, as the seed will have it; can be told to
 * crash inside a coming call, or to fail.
 */
public final class SimDisk implements Disk {
    private static final long NEVER = Long.MAX_VALUE;

    private final RandomGenerator random;
    private final SimDirectory root = new SimDirectory();
    private final Set<Path> locks = new HashSet<>();

    /** Files opened before the last crash are of no use after it. */
    private int life;

    private long calls;
    private long crashAtCall = NEVER;
    private long failAtForce = NEVER;
    private long forces;
    private long capacity = NEVER;
    private long allocated;

    public SimDisk(RandomGenerator random) {
        this.random = random;
    }

    /** Calls so far that change something. */
    public long calls() {
        return calls;
    }

    /** Forces of files so far. */
    public long forces() {
        return forces;
    }

    /** The power goes out inside the {@code n}-th changing call from now on, counted from 1. */
    public void crashAtCall(long n) {
        crashAtCall = calls + n;
    }

    /** The {@code n}-th force of a file from now on fails, counted from 1. */
    public void failAtForce(long n) {
        failAtForce = forces + n;
    }

    /** From now on only {@code bytes} more can be allocated. */
    public void limit(long bytes) {
        capacity = allocated + bytes;
    }

    /** The power goes out: what was not forced may be gone, and nothing that was open or locked is any more. */
    public void crash() {
        crashAtCall = NEVER;
        failAtForce = NEVER;
        life++;
        locks.clear();
        root.crash(random);
    }

    /** The process dies and the machine lives: all that was written is there, nothing is open or locked. */
    public void processDied() {
        crashAtCall = NEVER;
        failAtForce = NEVER;
        life++;
        locks.clear();
    }

    /** The content of a file as programs see it. */
    public byte[] content(Path file) throws IOException {
        return fileAt(file).content();
    }

    /** Flips bits of a file in place. */
    public void damage(Path file, int position, int mask) throws IOException {
        fileAt(file).damage(position, mask);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        SimDirectory at = root;
        for (Path name : directory.toAbsolutePath()) {
            Object content = at.get(name.toString());
            if (content == null) {
                SimDirectory parent = at;
                SimDirectory created = new SimDirectory();
                changing("createDirectories " + directory, () -> {
                    parent.put(name.toString(), created);
                    parent.force();
                });
                at = created;
            } else if (content instanceof SimDirectory existing) {
                at = existing;
            } else {
                throw new IOException(name + " of " + directory + " is not a directory");
            }
        }
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return at(path) != null;
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return at(directory) instanceof SimDirectory found
                ? List.copyOf(found.entries().keySet())
                : List.of();
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        Object content = at(file);
        if (content == null) {
            SimFile created = new SimFile();
            SimDirectory parent = parentOf(file);
            changing("create " + file, () -> parent.put(nameOf(file), created));
            return new Handle(file, created, life);
        }
        return new Handle(file, fileAt(file), life);
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return new Handle(file, fileAt(file), life);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        SimDirectory parent = parentOf(from);
        if (parent != parentOf(to)) {
            throw new IOException("cannot rename " + from + " to another directory: " + to);
        }
        Object moved = at(from);
        if (moved == null) {
            throw new NoSuchFileException(from.toString());
        }
        if (at(to) instanceof SimDirectory target && !target.entries().isEmpty()) {
            throw new IOException(to + " is not empty");
        }
        changing("rename " + from, () -> parent.rename(nameOf(from), nameOf(to)));
    }

    @Override
    public void delete(Path file) throws IOException {
        if (at(file) == null) {
            throw new NoSuchFileException(file.toString());
        }
        SimDirectory parent = parentOf(file);
        changing("delete " + file, () -> parent.remove(nameOf(file)));
    }

    @Override
    public void deleteRecursively(Path directory) throws IOException {
        if (at(directory) instanceof SimDirectory found) {
            for (String name : List.copyOf(found.entries().keySet())) {
                deleteRecursively(directory.resolve(name));
            }
        }
        if (at(directory) != null) {
            delete(directory);
        }
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        if (at(directory) instanceof SimDirectory found) {
            changing("forceDirectory " + directory, found::force);
        } else {
            throw new NoSuchFileException(directory.toString());
        }
    }

    @Override
    public long usableSpace(Path path) {
        return capacity == NEVER ? Long.MAX_VALUE : capacity - allocated;
    }

    @Override
    public AutoCloseable lock(Path file) throws IOException {
        Path key = file.toAbsolutePath();
        open(file).close();
        if (!locks.add(key)) {
            throw new IOException("cannot lock " + file + ": another process holds it");
        }
        int lockedIn = life;
        return () -> {
            if (lockedIn == life) {
                locks.remove(key);
            }
        };
    }

    /** Runs a change; where the crash falls into it, it may or may not still have happened. */
    private void changing(String what, Runnable change) {
        calls++;
        if (calls >= crashAtCall) {
            if (random.nextBoolean()) {
                change.run();
            }
            throw new SimCrash("power went out in: " + what);
        }
        change.run();
    }

    private @Nullable Object at(Path path) {
        Object at = root;
        for (Path name : path.toAbsolutePath()) {
            if (!(at instanceof SimDirectory directory)) {
                return null;
            }
            at = directory.get(name.toString());
        }
        return at;
    }

    private SimDirectory parentOf(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null && at(parent) instanceof SimDirectory directory) {
            return directory;
        }
        throw new NoSuchFileException(path.toString());
    }

    private SimFile fileAt(Path path) throws IOException {
        if (at(path) instanceof SimFile file) {
            return file;
        }
        throw new NoSuchFileException(path.toString());
    }

    private static String nameOf(Path path) {
        return path.getFileName().toString();
    }

    /** An open file. */
    private final class Handle implements DiskFile {
        private final Path path;
        private final SimFile file;
        private final int openedIn;
        private boolean closed;

        Handle(Path path, SimFile file, int openedIn) {
            this.path = path;
            this.file = file;
            this.openedIn = openedIn;
        }

        @Override
        public long size() throws IOException {
            checkOpen();
            return file.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            checkOpen();
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            checkOpen();
            grow(position + source.remaining());
            changing("write " + path, () -> file.write(source, position));
        }

        @Override
        public void force(boolean metadata) throws IOException {
            checkOpen();
            forces++;
            if (forces >= failAtForce) {
                failAtForce = NEVER;
                throw new IOException("input/output error forcing " + path);
            }
            changing("force " + path, file::force);
        }

        @Override
        public void preallocate(long size) throws IOException {
            checkOpen();
            grow(size);
            changing("preallocate " + path, () -> file.preallocate(size));
        }

        @Override
        public void truncate(long size) throws IOException {
            checkOpen();
            changing("truncate " + path, () -> file.truncate(size));
        }

        @Override
        public void close() {
            closed = true;
        }

        private void grow(long size) throws IOException {
            long more = Math.max(0, size - file.size());
            if (allocated + more > capacity) {
                throw new IOException("no space left on device: " + path);
            }
            allocated += more;
        }

        private void checkOpen() throws IOException {
            if (openedIn != life) {
                throw new SimCrash(path + " was opened before the power went out");
            }
            if (closed) {
                throw new IOException(path + " is closed");
            }
        }
    }
}
