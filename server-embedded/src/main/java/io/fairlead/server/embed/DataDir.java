package io.fairlead.server.embed;

import io.fairlead.server.node.NodePaths;
import io.fairlead.server.storage.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The layout of a member's data directory, etcd's as far as etcd has it: {@code member/wal} the log, {@code member/snap}
 * etcd's snapshot files, {@code member/state} our applied state, {@code member/lock} held while a member runs.
 */
public final class DataDir {
    private final Path member;
    private final NodePaths paths;

    /** @param walDir a place of its own for the log, instead of {@code member/wal} */
    public DataDir(Path root, Optional<Path> walDir) {
        member = root.resolve("member");
        paths = new NodePaths(walDir.orElse(member.resolve("wal")), member.resolve("snap"), member.resolve("state"));
    }

    public NodePaths paths() {
        return paths;
    }

    /**
     * Makes the directories that are missing and takes the lock.
     *
     * @throws IOException if another process, or another member in this one, uses the directory; the message names it
     */
    public AutoCloseable lock(Disk disk) throws IOException {
        disk.createDirectories(member);
        AutoCloseable lock = disk.lock(member.resolve("lock"));
        disk.createDirectories(paths.snap());
        disk.createDirectories(paths.state());
        return lock;
    }
}
