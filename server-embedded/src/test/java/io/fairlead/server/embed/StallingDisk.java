package io.fairlead.server.embed;

import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.storage.disk.SystemDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The machine's disk, whose forces of log files wait while it is stalled. */
final class StallingDisk implements Disk {
    private final Disk disk = new SystemDisk();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition resumed = lock.newCondition();
    private boolean stalled;

    void stall() {
        set(true);
    }

    void resume() {
        set(false);
    }

    private void set(boolean value) {
        lock.lock();
        try {
            stalled = value;
            resumed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void await() {
        lock.lock();
        try {
            while (stalled) {
                resumed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        DiskFile opened = disk.open(file);
        boolean isLog = file.getFileName().toString().endsWith(".wal")
                || file.getFileName().toString().endsWith(".tmp");
        return isLog ? new StallingFile(opened) : opened;
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return disk.exists(path);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return disk.openForReading(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        disk.delete(file);
    }

    @Override
    public void deleteRecursively(Path directory) throws IOException {
        disk.deleteRecursively(directory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        disk.forceDirectory(directory);
    }

    @Override
    public long usableSpace(Path path) throws IOException {
        return disk.usableSpace(path);
    }

    @Override
    public AutoCloseable lock(Path file) throws IOException {
        return disk.lock(file);
    }

    private final class StallingFile implements DiskFile {
        private final DiskFile file;

        StallingFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public void force(boolean metadata) throws IOException {
            await();
            file.force(metadata);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            file.write(source, position);
        }

        @Override
        public void preallocate(long size) throws IOException {
            file.preallocate(size);
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
