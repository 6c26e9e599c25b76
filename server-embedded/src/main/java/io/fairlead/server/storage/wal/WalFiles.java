package io.fairlead.server.storage.wal;

import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.MalformedRaftDataException;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.storage.disk.WrittenAgain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Brings a log's directory into the state from which it can be appended to: making it, or reading and mending it. */
final class WalFiles {
    private static final int COPY_PIECE = 1 << 20;

    private WalFiles() {}

    /** From the head of the first segment that says it, else from the vote file. */
    static WalMetadata metadata(Disk disk, Path directory) throws IOException {
        WalCorruptException damage = null;
        for (SegmentName name : segments(disk, directory)) {
            try {
                return metadataIn(disk, directory.resolve(name.fileName()));
            } catch (WalCorruptException e) {
                damage = damage == null ? e : damage;
            }
        }
        Optional<VoteFile.Content> vote = VoteFile.read(disk, directory);
        if (vote.isPresent()) {
            return vote.get().owner();
        }
        throw damage != null ? damage : new WalCorruptException(directory, 0, "there is no segment");
    }

    private static WalMetadata metadataIn(Disk disk, Path segment) throws IOException {
        try (DiskFile file = disk.openForReading(segment)) {
            SegmentReader reader = new SegmentReader(segment, file, 0);
            for (Optional<WalRecord> record = reader.next(); record.isPresent(); record = reader.next()) {
                if (RecordType.METADATA == record.get().type()) {
                    return decodeMetadata(record.get(), reader);
                }
            }
            throw reader.corrupt("there is no metadata record");
        }
    }

    private static WalMetadata decodeMetadata(WalRecord record, SegmentReader reader) throws WalCorruptException {
        try {
            return WalMetadata.decode(record.data());
        } catch (MalformedRaftDataException e) {
            throw reader.corrupt(e);
        }
    }

    /** The log's segments in order; those a repair has replaced are none, also where they are still there. */
    static List<SegmentName> segments(Disk disk, Path directory) throws IOException {
        List<SegmentName> all = SegmentName.among(disk.list(directory));
        long base = VoteFile.read(disk, directory).map(VoteFile.Content::base).orElse(0L);
        List<SegmentName> current =
                all.stream().filter(name -> name.sequence() >= base).toList();
        return current.isEmpty() ? all : current;
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
            VoteFile votes = VoteFile.open(disk, prepared, VoteFile.Content.firstOf(metadata));
            disk.forceDirectory(prepared);
            disk.rename(prepared, directory);
            disk.forceDirectory(parent);
            SegmentReader.End end = new SegmentReader.End(head.size(), head.crc(), Optional.empty(), false);
            return new Wal(disk, directory, options, metadata, List.of(first), file, end, 0, HardState.EMPTY, votes);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    static Wal.OpenedWal open(Disk disk, Path directory, EntryId start, WalOptions options) throws IOException {
        List<String> files = disk.list(directory);
        List<SegmentName> all = segments(disk, directory);
        int from = SegmentName.covering(all, start.index());
        if (from < 0) {
            throw new WalCorruptException(
                    directory, 0, "no segment reaches back to the snapshot " + start + " among " + all);
        }
        LogCollector collector = new LogCollector(start);
        SegmentReader.End end = new LogScan(disk, directory, all.subList(from, all.size())).run(collector);
        Path last = directory.resolve(all.get(all.size() - 1).fileName());
        WalRecovery read = collector.recovery(last, end);
        Optional<VoteFile.Content> vote = VoteFile.read(disk, directory);
        WalRecovery recovery = vote.isEmpty() ? read : compared(read, vote.get(), last, end);
        removeSpares(disk, directory, files);
        setAside(disk, directory, files, all);
        DiskFile file = disk.open(last);
        try {
            mend(disk, last, file, end);
            disk.forceDirectory(directory);
            disk.forceDirectory(parentOf(directory));
            VoteFile.Content content = vote.orElse(VoteFile.Content.firstOf(recovery.metadata()))
                    .with(recovery.hardState())
                    .with(recovery.regaining())
                    .beginningWith(all.get(0));
            long lastIndex = recovery.entries().last().index();
            Wal wal = new Wal(
                    disk,
                    directory,
                    options,
                    recovery.metadata(),
                    all,
                    file,
                    end,
                    lastIndex,
                    collector.hardState(),
                    VoteFile.open(disk, directory, content));
            wal.catchUp(recovery.hardState());
            return new Wal.OpenedWal(wal, recovery);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The log is forced before the vote file is written: one that ends below it has lost its end without a trace. */
    private static WalRecovery compared(WalRecovery read, VoteFile.Content vote, Path last, SegmentReader.End end)
            throws WalCorruptException {
        if (!vote.owner().equals(read.metadata())) {
            throw new WalCorruptException(
                    last, end.offset(), "the vote file belongs to " + vote.owner() + ", the log to " + read.metadata());
        }
        if (Votes.contradict(vote, read.hardState())) {
            throw new WalCorruptException(
                    last, end.offset(), "the log and the vote file beside it name different votes in one term");
        }
        if (!Votes.isAhead(vote, read.hardState())) {
            return read.with(read.hardState(), read.repair(), vote.regaining());
        }
        String lost = last + " ends at offset " + end.offset() + " in term "
                + read.hardState().term() + ", and the vote file knows of term " + vote.term()
                + ": the disk lost the end of the log";
        return read.with(Votes.newer(read.hardState(), Optional.of(vote)), Optional.of(lost), true);
    }

    /** What a repair has replaced loses its name. */
    private static void setAside(Disk disk, Path directory, List<String> files, List<SegmentName> current)
            throws IOException {
        for (SegmentName name : SegmentName.among(files)) {
            if (!current.contains(name)) {
                Path aside = directory.resolve(name.fileName() + ".broken");
                if (disk.exists(aside)) {
                    disk.delete(aside);
                }
                disk.rename(directory.resolve(name.fileName()), aside);
            }
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
        WrittenAgain.write(file, 0, end.offset());
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
