package io.fairlead.server.storage.backend;

import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;

/** What crashes and installs left in the folders of a state. */
final class Leftovers {
    private static final String PREFIX = "state-";

    private final Disk disk;
    private final Path root;

    Leftovers(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
    }

    /** The highest number of a directory there is, in use or not. */
    long highestDirectory() throws IOException {
        long highest = 0;
        for (String name : disk.list(root)) {
            if (name.startsWith(PREFIX)) {
                highest = Math.max(highest, numberOf(name));
            }
        }
        return highest;
    }

    /**
     * Where there is no manifest: deletes what a first start that was cut off left.
     *
     * @throws DamagedStateException where there is more than that, since a manifest is written before the first batch
     */
    void deleteFirstStart() throws IOException {
        for (String name : disk.list(root)) {
            if (!name.startsWith(PREFIX)) {
                continue;
            }
            for (String file : disk.list(root.resolve(name))) {
                Path path = root.resolve(name).resolve(file);
                try (DiskFile segment = disk.openForReading(path)) {
                    if (segment.size() > SegmentFormat.HEAD_SIZE) {
                        throw new DamagedStateException(path + ": a state, and no manifest in " + root);
                    }
                }
            }
            disk.deleteRecursively(root.resolve(name));
        }
        disk.forceDirectory(root);
    }

    /**
     * Deletes all that the state in use does not need: files a crash left behind the last batch, half received states, and
     * received ones that are behind the state in use.
     *
     * @return the manifest of the received state with the highest index, if one is ahead of the state in use
     */
    Optional<Manifest> delete(long inUse, Segment[] segments, AppliedMark applied) throws IOException {
        Optional<Manifest> ahead = Optional.empty();
        for (String name : disk.list(root)) {
            if (name.endsWith(".tmp")) {
                disk.delete(root.resolve(name));
            } else if (name.startsWith(PREFIX) && numberOf(name) != inUse) {
                Optional<Manifest> received = Manifest.read(disk, root.resolve(name), Manifest.RECEIVED);
                long best = ahead.map(manifest -> manifest.mark().index()).orElse(applied.index());
                if (received.isPresent() && received.get().mark().index() > best) {
                    if (ahead.isPresent()) {
                        disk.deleteRecursively(
                                Manifest.directoryPath(root, ahead.get().directory()));
                    }
                    ahead = received;
                } else {
                    disk.deleteRecursively(root.resolve(name));
                }
            }
        }
        deleteUnused(Manifest.directoryPath(root, inUse), segments);
        disk.forceDirectory(root);
        return ahead;
    }

    private void deleteUnused(Path directory, Segment[] segments) throws IOException {
        TreeSet<String> used = new TreeSet<>();
        used.add(Manifest.RECEIVED);
        for (Segment segment : segments) {
            used.add(segment.id.fileName());
        }
        for (String name : disk.list(directory)) {
            if (!used.contains(name)) {
                disk.delete(directory.resolve(name));
            }
        }
        disk.forceDirectory(directory);
    }

    private static long numberOf(String name) {
        return Long.parseUnsignedLong(name.substring(PREFIX.length()), 16);
    }
}
