package io.fairlead.server.node;

import com.google.gson.JsonParseException;
import io.fairlead.api.Bytes;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.storage.backend.DamagedStateException;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.storage.snapshot.MembersJson;
import io.fairlead.server.storage.snapshot.SnapFile;
import io.fairlead.server.storage.snapshot.SnapshotStore;
import io.fairlead.server.storage.wal.Salvage;
import io.fairlead.server.storage.wal.Wal;
import io.fairlead.server.storage.wal.WalCorruptException;
import io.fairlead.server.transport.PeerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lets a member begin again whose state can't be read: with no log and no state, but with its term, its vote, and the knowledge
 * that it lost what it had acknowledged. It takes the state from a leader then, and votes when it has it.
 *
 * <p>Order: where its peers are is written down, which only log and state had told; the log begins anew and says that something
 * is missing; the state is set aside. A crash in between leaves a state that still can't be read, and all is done once more.
 */
public final class LostState {
    private static final String PEERS = "peers";

    private LostState() {}

    /**
     * Sets log and state aside. The damaged state is kept beside its place with the ending {@code .broken}.
     *
     * @param configured peers that the member was told of at its start
     * @throws IOException if nobody else can have the state, or term and vote are not known for sure; nothing has changed then
     */
    public static void setAside(
            Disk disk, NodePaths paths, List<PeerAddress> configured, DamagedStateException damage, NodeLog log)
            throws IOException {
        Salvage salvage = salvage(disk, paths.wal(), damage);
        SortedMap<Long, PeerAddress> peers = peersByFiles(disk, paths);
        peers.putAll(KnownPeers.addresses(salvage.confChanges()));
        peers.remove(salvage.metadata().nodeId());
        if (peers.isEmpty() && configured.isEmpty()) {
            throw new IOException(
                    damage.getMessage() + "; this member knows of no other that could give it the state. Restore a"
                            + " snapshot, or this directory from a copy that was made while the member was stopped",
                    damage);
        }
        write(disk, paths.snap(), peers);
        Wal.rebuild(disk, paths.wal(), SnapshotMeta.NONE, salvage.withoutEntries(), true);
        Path aside = paths.state().resolveSibling(paths.state().getFileName() + ".broken");
        disk.deleteRecursively(aside);
        disk.rename(paths.state(), aside);
        disk.forceDirectory(parentOf(aside));
        log.repaired(damage.getMessage() + "; set aside as " + aside);
    }

    /** Whom a member speaks to while its state tells nothing: those it was told of, and those it once had written down. */
    public static List<PeerAddress> peers(Disk disk, NodePaths paths, List<PeerAddress> configured) throws IOException {
        SortedMap<Long, PeerAddress> peers = new TreeMap<>(Long::compareUnsigned);
        configured.forEach(peer -> peers.put(peer.memberId(), peer));
        peers.putAll(read(disk, paths.snap()));
        return List.copyOf(peers.values());
    }

    private static Salvage salvage(Disk disk, Path wal, DamagedStateException damage) throws IOException {
        try {
            return Wal.salvage(disk, wal, EntryId.ZERO);
        } catch (WalCorruptException e) {
            throw new IOException(
                    damage.getMessage() + "; nor does the log tell for whom this member voted: " + e.getMessage()
                            + ". Remove this member and add it again as a new one",
                    e);
        }
    }

    private static SortedMap<Long, PeerAddress> peersByFiles(Disk disk, NodePaths paths) throws IOException {
        SortedMap<Long, PeerAddress> peers = read(disk, paths.snap());
        SnapshotStore store = new SnapshotStore(disk, paths.snap());
        try {
            Optional<SnapFile> newest = store.newest(new HashSet<>(store.list()));
            if (newest.isPresent()) {
                MembersJson.decode(newest.get().data())
                        .forEach(member -> peers.put(member.id(), new PeerAddress(member.id(), member.peerUrls())));
            }
        } catch (IOException | JsonParseException e) {
            // The same disk may have damaged it too, or another release wrote it; what the log says is newer anyway.
            return peers;
        }
        return peers;
    }

    /** A line each: the id in hexadecimal, and the URLs. */
    private static void write(Disk disk, Path folder, SortedMap<Long, PeerAddress> peers) throws IOException {
        StringBuilder text = new StringBuilder();
        peers.values()
                .forEach(peer -> text.append(Long.toHexString(peer.memberId()))
                        .append(' ')
                        .append(String.join(" ", peer.peerUrls()))
                        .append('\n'));
        disk.createDirectories(folder);
        Path beside = folder.resolve(PEERS + ".tmp");
        try (DiskFile file = disk.open(beside)) {
            file.truncate(0);
            file.write(ByteBuffer.wrap(Bytes.utf8(text.toString()).toByteArray()), 0);
            file.force(true);
        }
        disk.rename(beside, folder.resolve(PEERS));
        disk.forceDirectory(folder);
    }

    private static SortedMap<Long, PeerAddress> read(Disk disk, Path folder) throws IOException {
        SortedMap<Long, PeerAddress> peers = new TreeMap<>(Long::compareUnsigned);
        Path path = folder.resolve(PEERS);
        if (!disk.exists(path)) {
            return peers;
        }
        byte[] content;
        try (DiskFile file = disk.openForReading(path)) {
            content = new byte[Math.toIntExact(file.size())];
            file.read(ByteBuffer.wrap(content), 0);
        } catch (IOException e) {
            return peers; // Nothing but a help: the log and the flags may tell as much.
        }
        for (String line : Bytes.unsafeWrap(content).toUtf8().lines().toList()) {
            List<String> words = List.of(line.split(" ", -1));
            if (words.size() > 1 && words.get(0).matches("[0-9a-f]{1,16}")) {
                long id = Long.parseUnsignedLong(words.get(0), 16);
                peers.put(id, new PeerAddress(id, words.subList(1, words.size())));
            }
        }
        return peers;
    }

    private static Path parentOf(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(path + " has no parent");
        }
        return parent;
    }
}
