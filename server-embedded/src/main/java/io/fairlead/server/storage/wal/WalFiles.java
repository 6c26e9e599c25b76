package io.fairlead.server.storage.wal;

import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.MalformedRaftDataException;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Brings a log's directory into the state from which it can be appended to: making it, or reading and mending it. */
final class WalFiles {
    private static final int COPY_PIECE = 1 << 20;

    private WalFiles() {}

    /** From the head of the first segment: the crc record, then the metadata. */
    static WalMetadata metadata(Disk disk, Path directory) throws IOException {
        Path first =
                directory.resolve(SegmentName.among(disk.list(directory)).get(0).fileName());
        try (DiskFile file = disk.openForReading(first)) {
            SegmentReader reader = new SegmentReader(first, file, 0);
            for (Optional<WalRecord> record = reader.next(); record.isPresent(); record = reader.next()) {
                if (RecordType.METADATA == record.get().type()) {
                    return WalMetadata.decode(record.get().data());
                }
            }
            throw reader.corrupt("there is no metadata record");
        } catch (MalformedRaftDataException e) {
            WalCorruptException corrupt = new WalCorruptException(first, 0, String.valueOf(e.getMessage()));
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    static Wal create(Disk disk, Path directory, WalMetadata metadata, WalOptions options) throws IOException {
        if (!disk.list(directory).isEmpty()) {
            throw new IOException("there is something in " + directory + " already, not making a log there");
        }
        Path parent = parentOf(directory);
        Path prepared = parent.resolve(directory.getFileName() + ".tmp");
        disk.deleteRecursively(prepared);
        disk.deleteRecursively(directory);
        disk.createDirectories(prepared);
        SegmentName first = new SegmentName(0, 0);
        RecordEncoder head = new RecordEncoder(0);
        head.addCrc();
        head.add(RecordType.METADATA, metadata.encode());
        head.add(RecordType.SNAPSHOT, Markers.encode(SnapshotMeta.NONE));
        DiskFile file = disk.open(prepared.resolve(first.fileName()));
        try {
            file.preallocate(Math.min(options.allocationStep(), options.segmentSize()));
            file.write(head.collected(), 0);
            file.force(true);
            disk.forceDirectory(prepared);
            disk.rename(prepared, directory);
            disk.forceDirectory(parent);
            SegmentReader.End end = new SegmentReader.End(head.size(), head.crc(), Optional.empty(), false);
            return new Wal(disk, directory, options, metadata, List.of(first), file, end, 0, HardState.EMPTY);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    static Wal.OpenedWal open(Disk disk, Path directory, EntryId start, WalOptions options) throws IOException {
        List<String> files = disk.list(directory);
        List<SegmentName> all = SegmentName.among(files);
        int from = SegmentName.covering(all, start.index());
        if (from < 0) {
            throw new WalCorruptException(
                    directory, 0, "no segment reaches back to the snapshot " + start + " among " + files);
        }
        LogCollector collector = new LogCollector(start);
        SegmentReader.End end = new LogScan(disk, directory, all.subList(from, all.size())).run(collector);
        Path last = directory.resolve(all.get(all.size() - 1).fileName());
        WalRecovery recovery = collector.recovery(last, end);
        removeSpares(disk, directory, files);
        DiskFile file = disk.open(last);
        try {
            mend(disk, last, file, end);
            disk.forceDirectory(directory);
            disk.forceDirectory(parentOf(directory));
            long lastIndex = recovery.entries().last().index();
            Wal wal = new Wal(
                    disk, directory, options, recovery.metadata(), all, file, end, lastIndex, collector.hardState());
            return new Wal.OpenedWal(wal, recovery);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Leaves nothing but zeros after the good part, and everything forced: it may be promised from now on. */
    private static void mend(Disk disk, Path path, DiskFile file, SegmentReader.End end) throws IOException {
        if (end.remains() || end.torn().isPresent()) {
            long size = file.size();
            copyTo(disk, file, path.resolveSibling(path.getFileName() + ".broken"));
            file.truncate(end.offset());
            file.preallocate(size);
        }
        file.force(true);
    }

    private static void copyTo(Disk disk, DiskFile from, Path target) throws IOException {
        try (DiskFile copy = disk.open(target)) {
            copy.truncate(0);
            ByteBuffer piece = ByteBuffer.allocate(COPY_PIECE);
            for (long at = 0; from.read(piece.clear(), at) > 0; ) {
                piece.flip();
                at += copyPiece(copy, piece, at);
            }
            copy.force(true);
        }
    }

    private static int copyPiece(DiskFile copy, ByteBuffer piece, long at) throws IOException {
        int size = piece.remaining();
        copy.write(piece, at);
        return size;
    }

    private static void removeSpares(Disk disk, Path directory, List<String> files) throws IOException {
        for (String name : files) {
            if (name.endsWith(".tmp")) {
                disk.delete(directory.resolve(name));
            }
        }
    }

    private static Path parentOf(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(directory + " has no parent");
        }
        return parent;
    }
}
