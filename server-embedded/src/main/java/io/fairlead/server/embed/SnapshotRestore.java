package io.fairlead.server.embed;

import io.fairlead.server.apply.AppliedMarks;
import io.fairlead.server.database.DatabaseImport;
import io.fairlead.server.database.DatabaseStatus;
import io.fairlead.server.database.SnapshotFile;
import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.MembershipStore;
import io.fairlead.server.node.Founding;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.SegmentedBackend;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.storage.disk.SystemDisk;
import io.fairlead.server.storage.snapshot.MembersJson;
import io.fairlead.server.storage.snapshot.SnapFile;
import io.fairlead.server.storage.snapshot.SnapshotStore;
import io.fairlead.server.storage.wal.WalMetadata;
import io.fairlead.server.storage.wal.WalOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the data directory of a member from a snapshot, one of ours or of etcd's: the first step of a new cluster with the
 * keys, leases, users and roles of an old one. Each member of the new cluster is restored from the same file, with its own name.
 *
 * <p>Blocks on the disk. Nothing stands under the final names until all of it is there; what a crash left half-made beside them
 * is removed by the next attempt, so trying again is safe.
 */
public final class SnapshotRestore {
    private static final String UNFINISHED = ".restoring";

    private final Path snapshot;
    private final ServerConfig config;
    private final Disk disk;
    private boolean skipHashCheck;
    private long bumpRevision;

    /**
     * @param snapshot the file that was saved, or a database copied out of an etcd's data directory
     * @param config of the member that will start from it: name, directories, initial cluster and its token, and the member's
     *     own peer URLs count, as they do when a cluster is founded
     * @throws IllegalArgumentException if the config names no data directory
     */
    public SnapshotRestore(Path snapshot, ServerConfig config) {
        this(snapshot, config, new SystemDisk());
    }

    SnapshotRestore(Path snapshot, ServerConfig config, Disk disk) {
        if (config.dataDir().isEmpty()) {
            throw new IllegalArgumentException("a restore needs a data directory");
        }
        this.snapshot = snapshot;
        this.config = config;
        this.disk = disk;
    }

    /** Takes a file without a digest, or with a wrong one: a database copied from a data directory has none. */
    public SnapshotRestore skipHashCheck(boolean skip) {
        skipHashCheck = skip;
        return this;
    }

    /**
     * Makes the newest revision this much larger than the snapshot's, and compacts all before it: clients that saw later
     * revisions than the snapshot has are told that they missed something, and see no revision twice.
     *
     * @param revisions 0 for none
     */
    public SnapshotRestore bumpRevision(long revisions) {
        if (revisions < 0) {
            throw new IllegalArgumentException("a revision can't be lowered, by " + revisions);
        }
        bumpRevision = revisions;
        return this;
    }

    /**
     * Reads a whole snapshot file and checks it, but for its digest.
     *
     * @throws IOException if it can't be read, or is damaged
     */
    public static SnapshotStatus status(Path snapshot) throws IOException {
        try (DiskFile file = new SystemDisk().openForReading(snapshot)) {
            DatabaseStatus status =
                    DatabaseStatus.of(SnapshotFile.of(file, snapshot.toString()).database());
            return new SnapshotStatus(status.hash(), status.revision(), status.totalKeys(), status.totalSize());
        }
    }

    /**
     * Makes the directory.
     *
     * @return the new cluster, and which of its members may start from the directory
     * @throws IOException if the file is damaged, its digest is wrong, the directory holds something already, or the disk fails;
     *     nothing is under the final names then
     */
    public RestoredCluster run() throws IOException {
        Path target = config.dataDir().orElseThrow().toAbsolutePath();
        refuseNonEmpty("data-dir", target);
        Path unfinished = beside(target);
        disk.deleteRecursively(unfinished);
        if (config.walDir().isPresent()) {
            Path wal = config.walDir().get().toAbsolutePath();
            refuseNonEmpty("wal-dir", wal);
            disk.deleteRecursively(beside(wal));
        }
        Identity identity = Identity.founding(config.name(), config.initialClusterToken(), cluster());
        try {
            fill(new DataDir(unfinished, config.walDir().map(wal -> beside(wal.toAbsolutePath()))), identity);
        } catch (IOException | RuntimeException e) {
            remove(unfinished, e);
            throw e;
        }
        if (config.walDir().isPresent()) {
            // First: a log without a state is refused by a start, a state without a log would be taken for a new
            // member.
            Path wal = config.walDir().get().toAbsolutePath();
            putInPlace(beside(wal), wal);
        }
        putInPlace(unfinished, target);
        Map<Long, List<String>> members = new TreeMap<>(Long::compareUnsigned);
        identity.founders().forEach(member -> members.put(member.id(), member.peerUrls()));
        return new RestoredCluster(identity.clusterId(), identity.memberId(), members);
    }

    private void fill(DataDir dir, Identity identity) throws IOException {
        try (DiskFile file = disk.openForReading(snapshot)) {
            SnapshotFile saved = SnapshotFile.of(file, snapshot.toString());
            if (!skipHashCheck) {
                saved.checkDigest();
            }
            AutoCloseable lock = dir.lock(disk);
            try {
                fill(dir, identity, saved);
            } finally {
                close(lock);
            }
        }
    }

    private void fill(DataDir dir, Identity identity, SnapshotFile saved) throws IOException {
        List<Member> members = identity.founders().stream().map(this::named).toList();
        WalMetadata self = new WalMetadata(identity.memberId(), identity.clusterId());
        SnapshotMeta meta = Founding.restored(disk, dir.paths().wal(), self, members, WalOptions.DEFAULT);
        FileOwner owner = new FileOwner(identity.clusterId(), identity.memberId());
        try (Backend backend = SegmentedBackend.open(disk, dir.paths().state(), owner)) {
            DatabaseImport taken =
                    new DatabaseImport(backend, AppliedMarks.mark(meta.lastIncluded(), meta.confState()));
            taken.take(saved.database());
            if (bumpRevision > 0) {
                taken.raiseRevision(bumpRevision);
            }
            MembershipStore.writeFounders(members, taken.batch());
            taken.finish();
            backend.force();
        }
        new SnapshotStore(disk, dir.paths().snap())
                .save(new SnapFile(
                        meta,
                        MembersJson.encode(
                                meta.index(),
                                members.stream()
                                        .map(member -> new MembersJson.KnownMember(
                                                member.id(), member.peerUrls(), false, member.name(), List.of()))
                                        .toList(),
                                List.of(),
                                "")));
    }

    /** Unlike a member that founds a cluster, one that is restored knows all names from the start, as in etcd. */
    private Member named(Member founder) {
        String name = cluster().entrySet().stream()
                .filter(entry -> entry.getValue().stream().sorted().toList().equals(founder.peerUrls()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
        return new Member(founder.id(), name, founder.peerUrls(), founder.clientUrls(), founder.learner());
    }

    private Map<String, List<String>> cluster() {
        Map<String, List<String>> named = new LinkedHashMap<>();
        if (config.initialCluster().isEmpty()) {
            named.put(config.name(), strings(config.advertisePeerUrls()));
        }
        config.initialCluster().forEach((name, urls) -> named.put(name, strings(urls)));
        return named;
    }

    private static List<String> strings(List<URI> urls) {
        return urls.stream().map(URI::toString).toList();
    }

    private void refuseNonEmpty(String what, Path directory) throws IOException {
        if (disk.exists(directory) && !disk.list(directory).isEmpty()) {
            throw new IOException(what + " \"" + directory + "\" not empty or could not be read");
        }
    }

    private static Path beside(Path target) {
        return target.resolveSibling(target.getFileName() + UNFINISHED);
    }

    private void putInPlace(Path finished, Path target) throws IOException {
        disk.rename(finished, target);
        Path parent = target.getParent();
        if (parent != null) {
            disk.forceDirectory(parent);
        }
    }

    private void remove(Path unfinished, Exception because) {
        try {
            disk.deleteRecursively(unfinished);
            if (config.walDir().isPresent()) {
                disk.deleteRecursively(beside(config.walDir().get().toAbsolutePath()));
            }
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    private static void close(AutoCloseable lock) throws IOException {
        try {
            lock.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
