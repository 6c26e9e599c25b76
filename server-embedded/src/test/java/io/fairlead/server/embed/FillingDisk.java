package io.fairlead.server.embed;

import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.storage.disk.ForwardingDisk;
import io.fairlead.server.storage.disk.ForwardingFile;
import io.fairlead.server.storage.disk.NoSpaceException;
import io.fairlead.server.storage.disk.SystemDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The machine's disk, which can be told that it is full: no file grows then, and none is made. */
final class FillingDisk extends ForwardingDisk {
    private volatile boolean full;

    FillingDisk() {
        super(new SystemDisk());
    }

    void fill() {
        full = true;
    }

    void empty() {
        full = false;
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        if (full && !exists(file)) {
            throw new NoSpaceException("no space left on device: " + file, null);
        }
        return new FillingFile(file, super.open(file));
    }

    private final class FillingFile extends ForwardingFile {
        private final Path path;

        FillingFile(Path path, DiskFile file) {
            super(file);
            this.path = path;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            check(position + source.remaining());
            super.write(source, position);
        }

        @Override
        public void preallocate(long size) throws IOException {
            check(size);
            super.preallocate(size);
        }

        private void check(long size) throws IOException {
            if (full && size > size()) {
                throw new NoSpaceException("no space left on device: " + path, null);
            }
        }
    }
}
