package io.fairlead.server.storage.snapshot;

import io.fairlead.api.Bytes;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raftcodec.MalformedRaftDataException;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code .snap} files of a member. Belongs to one thread at a time.
 *
 * <p>The order in which things must happen when a snapshot is made: the state itself is durable, then {@link #save}, then a
 * marker in the log, forced, then the log is released and {@link #retain} called.
 */
public final class SnapshotStore {
    /** How many files etcd keeps. */
    public static final int FILES_KEPT = 5;

    private static final Comparator<EntryId> OLDEST_FIRST =
            Comparator.comparingLong(EntryId::term).thenComparingLong(EntryId::index);

    private final Disk disk;
    private final Path directory;

    public SnapshotStore(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /** Writes {@code file}; durable when this returns. Saving the same snapshot again replaces it. */
    public void save(SnapFile file) throws IOException {
        disk.createDirectories(directory);
        Path target = directory.resolve(SnapFile.fileName(file.meta().lastIncluded()));
        Path prepared = directory.resolve("tmp-" + target.getFileName());
        try (DiskFile out = disk.open(prepared)) {
            out.truncate(0);
            out.write(file.encode().asByteBuffer(), 0);
            out.force(true);
        }
        disk.rename(prepared, target);
        disk.forceDirectory(directory);
    }

    /** Which snapshots there are, oldest first, by name alone. */
    public List<EntryId> list() throws IOException {
        List<EntryId> ids = new ArrayList<>();
        for (String name : disk.list(directory)) {
            SnapFile.idIn(name).ifPresent(ids::add);
        }
        ids.sort(OLDEST_FIRST);
        return ids;
    }

    /**
     * The newest snapshot that is in {@code committed} and can be read. Ones that can't be read are renamed to {@code
     * .broken} on the way.
     *
     * @param committed what the log knows to be committed; others are left alone
     */
    public Optional<SnapFile> newest(Set<EntryId> committed) throws IOException {
        List<EntryId> newestFirst = list();
        Collections.reverse(newestFirst);
        for (EntryId id : newestFirst) {
            if (committed.contains(id)) {
                Optional<SnapFile> file = read(id);
                if (file.isPresent()) {
                    return file;
                }
            }
        }
        return Optional.empty();
    }

    /** Deletes all but the {@code count} newest files, and what unfinished saves left. */
    public void retain(int count) throws IOException {
        List<String> doomed = new ArrayList<>();
        List<EntryId> oldestFirst = list();
        for (EntryId id : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - count))) {
            doomed.add(SnapFile.fileName(id));
        }
        for (String name : disk.list(directory)) {
            if (name.startsWith("tmp-")) {
                doomed.add(name);
            }
        }
        for (String name : doomed) {
            disk.delete(directory.resolve(name));
        }
        if (!doomed.isEmpty()) {
            disk.forceDirectory(directory);
        }
    }

    private Optional<SnapFile> read(EntryId id) throws IOException {
        Path path = directory.resolve(SnapFile.fileName(id));
        try {
            SnapFile file = SnapFile.decode(contentOf(path));
            if (file.meta().lastIncluded().equals(id)) {
                return Optional.of(file);
            }
        } catch (MalformedRaftDataException e) {
            // Set aside below: the next older snapshot and more of the log serve as well.
        }
        disk.rename(path, path.resolveSibling(path.getFileName() + ".broken"));
        disk.forceDirectory(directory);
        return Optional.empty();
    }

    private Bytes contentOf(Path path) throws IOException {
        try (DiskFile in = disk.openForReading(path)) {
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(in.size()));
            in.read(content, 0);
            return Bytes.unsafeWrap(content.array(), 0, content.position());
        }
    }
}
