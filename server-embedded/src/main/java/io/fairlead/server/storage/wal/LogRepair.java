package io.fairlead.server.storage.wal;

import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.RaftCodec;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a damaged log as far as it can be read, and makes a good one of it: a segment that stands by itself. The damaged
 * segments are set aside, not deleted.
 *
 * <p>Order: the new segment is forced under another name; the vote file says that it is the one to begin with, and whether
 * something is missing; the segment gets its name; the older ones lose theirs. A crash before the third step leaves the
 * damaged log as it was, to be found and repaired again, but what was said to be missing stays missing.
 */
final class LogRepair {
    private LogRepair() {}

    static Salvage salvage(Disk disk, Path directory, EntryId applied) throws IOException {
        SalvagedLog log = new SalvagedLog(directory, applied);
        List<SegmentName> segments = WalFiles.segments(disk, directory);
        int crc = 0;
        for (int i = 0; i < segments.size(); i++) {
            Path path = directory.resolve(segments.get(i).fileName());
            if (i > 0 && segments.get(i).sequence() != segments.get(i - 1).sequence() + 1) {
                log.damaged(new WalCorruptException(path, 0, "the segment before it is missing"));
                crc = 0;
            }
            crc = read(disk, path, crc, log, i == segments.size() - 1);
        }
        return log.result(VoteFile.read(disk, directory));
    }

    /** Returns the chain's value at the end, or 0 if it is not known: then the next segment's head tells. */
    private static int read(Disk disk, Path path, int crc, SalvagedLog log, boolean last) throws IOException {
        try (DiskFile file = disk.openForReading(path)) {
            SegmentReader reader = new SegmentReader(path, file, crc);
            while (true) {
                Optional<WalRecord> record = Optional.empty();
                try {
                    record = reader.next();
                } catch (WalCorruptException e) {
                    log.damaged(e);
                    if (!reader.skip()) {
                        return 0;
                    }
                    continue;
                }
                if (record.isEmpty()) {
                    return ended(reader, log, last);
                }
                try {
                    log.add(record.get(), reader);
                } catch (WalCorruptException e) {
                    log.damaged(e);
                }
            }
        } catch (IOException e) {
            log.damaged(new WalCorruptException(path, 0, "can't be read: " + e.getMessage()));
            return 0;
        }
    }

    private static int ended(SegmentReader reader, SalvagedLog log, boolean last) {
        if (!last && reader.end().torn().isPresent()) {
            log.damaged(reader.corrupt(reader.end().torn().get() + ", in a segment that is not the last"));
            return 0;
        }
        return reader.end().crc();
    }

    static void rebuild(Disk disk, Path directory, SnapshotMeta base, Salvage salvage, boolean regaining)
            throws IOException {
        List<SegmentName> all = SegmentName.among(disk.list(directory));
        long sequence = all.isEmpty() ? 0 : all.get(all.size() - 1).sequence() + 1;
        SegmentName name = new SegmentName(sequence, base.index());
        Path prepared = directory.resolve("repaired.tmp");
        RecordEncoder records = new RecordEncoder(0);
        records.addCrc();
        records.add(RecordType.METADATA, salvage.metadata().encode());
        records.add(RecordType.SNAPSHOT, Markers.encode(base));
        for (Entry entry : salvage.entries()) {
            records.add(entry);
        }
        if (!salvage.hardState().isEmpty()) {
            records.add(RecordType.STATE, RaftCodec.encode(salvage.hardState()));
        }
        try (DiskFile file = disk.open(prepared)) {
            file.truncate(0);
            file.write(records.collected(), 0);
            file.force(true);
        }
        // A log that was whole since may be damaged again before what it lost at first has come back.
        boolean missing = regaining || Wal.isRegaining(disk, directory);
        VoteFile.Content content = new VoteFile.Content(
                salvage.metadata(),
                salvage.hardState().term(),
                salvage.hardState().vote(),
                missing,
                sequence);
        VoteFile.open(disk, directory, content).close();
        disk.rename(prepared, directory.resolve(name.fileName()));
        disk.forceDirectory(directory);
    }
}
