package io.fairlead.server.storage.wal;

import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A pass over consecutive segments, the last of which may be torn. */
final class LogScan {
    private final Disk disk;
    private final Path directory;
    private final List<SegmentName> segments;

    LogScan(Disk disk, Path directory, List<SegmentName> segments) {
        this.disk = disk;
        this.directory = directory;
        this.segments = segments;
    }

    /** What is done with each record. */
    interface Visitor {
        /** Takes the next record; throws what {@link SegmentReader#corrupt} makes if it can't be right here. */
        void visit(WalRecord record, SegmentReader reader) throws IOException;
    }

    /** Shows all good records to {@code visitor}; returns how the last segment ends. */
    SegmentReader.End run(Visitor visitor) throws IOException {
        int crc = 0;
        for (int i = 0; i < segments.size(); i++) {
            SegmentName name = segments.get(i);
            Path path = directory.resolve(name.fileName());
            if (i > 0 && name.sequence() != segments.get(i - 1).sequence() + 1) {
                throw new WalCorruptException(path, 0, "the segment before it is missing");
            }
            boolean last = i == segments.size() - 1;
            SegmentReader.End end = read(path, crc, visitor, last);
            if (last) {
                return end;
            }
            crc = end.crc();
        }
        throw new WalCorruptException(directory, 0, "there is no segment");
    }

    /** A place of the disk that can't be read any more is damage like any other. */
    private static Optional<WalRecord> next(SegmentReader reader) throws WalCorruptException {
        try {
            return reader.next();
        } catch (WalCorruptException e) {
            throw e;
        } catch (IOException e) {
            WalCorruptException corrupt = reader.corrupt("can't be read: " + e.getMessage());
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    private SegmentReader.End read(Path path, int crc, Visitor visitor, boolean last) throws IOException {
        try (DiskFile file = disk.openForReading(path)) {
            SegmentReader reader = new SegmentReader(path, file, crc);
            for (Optional<WalRecord> record = next(reader); record.isPresent(); record = next(reader)) {
                visitor.visit(record.get(), reader);
            }
            SegmentReader.End end = reader.end();
            if (!last && end.torn().isPresent()) {
                throw reader.corrupt(end.torn().get() + ", in a segment that is not the last");
            }
            return end;
        }
    }
}
