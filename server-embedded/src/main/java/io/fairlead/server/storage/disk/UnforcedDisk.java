package io.fairlead.server.storage.disk;

import java.io.IOException;
import java.nio.file.Path;

/** A disk whose forces do nothing: fast, and a crash of the machine loses what was acknowledged. For throw-away members. */
public final class UnforcedDisk extends ForwardingDisk {
    public UnforcedDisk(Disk disk) {
        super(disk);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new UnforcedFile(super.open(file));
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return new UnforcedFile(super.openForReading(file));
    }

    @Override
    public void forceDirectory(Path directory) {}

    private static final class UnforcedFile extends ForwardingFile {
        UnforcedFile(DiskFile file) {
            super(file);
        }

        @Override
        public void force(boolean metadata) {}
    }
}
