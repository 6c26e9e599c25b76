package io.fairlead.server.embed;

import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.storage.disk.ForwardingDisk;
import io.fairlead.server.storage.disk.ForwardingFile;
import io.fairlead.server.storage.disk.SystemDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The machine's disk, whose forces of log files wait while it is stalled. */
final class StallingDisk extends ForwardingDisk {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition resumed = lock.newCondition();
    private boolean stalled;

    StallingDisk() {
        super(new SystemDisk());
    }

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
        DiskFile opened = super.open(file);
        boolean isLog = file.getFileName().toString().endsWith(".wal")
                || file.getFileName().toString().endsWith(".tmp");
        return isLog ? new StallingFile(opened) : opened;
    }

    private final class StallingFile extends ForwardingFile {
        StallingFile(DiskFile file) {
            super(file);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            await();
            super.force(metadata);
        }
    }
}
