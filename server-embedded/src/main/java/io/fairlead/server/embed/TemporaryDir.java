package io.fairlead.server.embed;

import io.fairlead.server.storage.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;

/** A directory of a member that was given none; goes when the member stops. */
record TemporaryDir(Disk disk, Path path) implements AutoCloseable {
    static TemporaryDir create(Disk disk) throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        Path path = parent.resolve(
                "fairlead-" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.identityHashCode(disk)));
        disk.createDirectories(path);
        return new TemporaryDir(disk, path);
    }

    @Override
    public void close() throws IOException {
        disk.deleteRecursively(path);
    }
}
