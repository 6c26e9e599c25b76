package io.fairlead.server.storage.backend;

import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.storage.disk.WrittenAgain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens the segments that a manifest names, and those a crash left behind them, and keeps the prefix of whole batches. */
final class StateLoader {
    private final Disk disk;
    private final Path directory;
    private final Manifest manifest;

    private final List<Segment> segments = new ArrayList<>();
    private final BucketTable buckets = new BucketTable();
    private final List<String> notes = new ArrayList<>();
    private AppliedMark mark = AppliedMark.NONE;
    private long lastBatch;
    private long lastMain;

    StateLoader(Disk disk, Path directory, Manifest manifest) {
        this.disk = disk;
        this.directory = directory;
        this.manifest = manifest;
    }

    Path directory() {
        return directory;
    }

    List<Segment> segments() {
        return segments;
    }

    BucketTable buckets() {
        return buckets;
    }

    AppliedMark mark() {
        return mark;
    }

    long lastBatch() {
        return lastBatch;
    }

    /** The newest main revision, 0 where there is none. */
    long lastMain() {
        return lastMain;
    }

    /** What was cut or left out, for the log of the member. */
    List<String> notes() {
        return notes;
    }

    /** Loads everything, and writes again what was never forced for sure; on a failure all files are closed again. */
    void load() throws IOException {
        try {
            boolean whole = true;
            for (Manifest.Entry entry : manifest.segments()) {
                whole = loadListed(entry);
            }
            if (whole) {
                loadUnlisted();
            }
            for (Segment segment : segments) {
                WrittenAgain.write(segment.file, segment.forcedEnd, segment.end);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    void close() throws IOException {
        for (Segment segment : segments) {
            segment.file.close();
        }
    }

    /** Whether the segment ends with a whole batch, so that another one may follow. */
    private boolean loadListed(Manifest.Entry entry) throws IOException {
        Path path = directory.resolve(entry.id().fileName());
        if (!disk.exists(path)) {
            throw new DamagedStateException(path + ": the manifest names this segment, and it is not there");
        }
        Segment segment = open(path, entry.id());
        long limit = entry.closed() ? entry.forcedEnd() : Long.MAX_VALUE;
        SegmentScanner.End end = scan(segment, limit);
        if (end.offset() < entry.forcedEnd()) {
            String damage = end.damage() == null ? "the file ends" : end.damage();
            throw new DamagedStateException(path + ": damaged within what was durable, offset " + end.offset() + " of "
                    + entry.forcedEnd() + ": " + damage);
        }
        segment.forcedEnd = entry.forcedEnd();
        if (end.damage() == null) {
            return true;
        }
        cut(segment, end);
        return false;
    }

    /** The segments begun after the manifest was written, as far as each follows the one before without a gap. */
    private void loadUnlisted() throws IOException {
        while (true) {
            SegmentId last = segments.get(segments.size() - 1).id;
            SegmentId next =
                    new SegmentId(manifest.owner().clusterId(), manifest.owner().memberId(), last.sequence() + 1, 0);
            Path path = directory.resolve(next.fileName());
            if (!disk.exists(path) || !follows(path, next)) {
                return;
            }
            Segment segment = open(path, next);
            SegmentScanner.End end = scan(segment, Long.MAX_VALUE);
            if (end.damage() != null) {
                cut(segment, end);
                return;
            }
        }
    }

    private boolean follows(Path path, SegmentId id) throws IOException {
        try (DiskFile file = disk.openForReading(path)) {
            SegmentFormat.Head head = SegmentFormat.readHead(file, path);
            boolean follows = head.id().equals(id) && head.firstBatch() == lastBatch + 1;
            if (!follows) {
                notes.add(path + ": left out, batch " + head.firstBatch() + " does not follow " + lastBatch);
            }
            return follows;
        } catch (DamagedStateException e) {
            notes.add(path + ": left out, never forced: " + e.getMessage());
            return false;
        }
    }

    private Segment open(Path path, SegmentId id) throws IOException {
        DiskFile file = disk.open(path);
        try {
            Segment segment = new Segment(directory, file, SegmentFormat.readHead(file, path, id));
            segments.add(segment);
            return segment;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private SegmentScanner.End scan(Segment segment, long limit) throws IOException {
        SegmentScanner.End end =
                new SegmentScanner(segment.file, segment.id, limit).scan(SegmentFormat.HEAD_SIZE, new Loading(segment));
        segment.table.unstage();
        return end;
    }

    private void cut(Segment segment, SegmentScanner.End end) throws IOException {
        notes.add(segment.path + ": cut at offset " + end.offset() + " of " + segment.file.size() + ", never forced: "
                + end.damage());
        // Durable at once: were the tail to come back behind batches written later, it could pass for their successor.
        segment.file.truncate(end.offset());
        segment.file.force(true);
    }

    /** Takes the batches of one segment in. */
    private final class Loading implements SegmentScanner.Visitor {
        private final Segment segment;
        private final List<byte[]> pendingBuckets = new ArrayList<>();
        private long pendingMain;

        Loading(Segment segment) {
            this.segment = segment;
            this.pendingMain = lastMain;
        }

        @Override
        public void record(byte[] bytes, int payload, int size, long offset) {
            byte type = bytes[payload];
            if (type == RecordFormat.PUT || type == RecordFormat.TOMBSTONE) {
                long main = RecordFormat.mainAt(bytes, payload);
                int sub = RecordFormat.subAt(bytes, payload);
                int frame = RecordBuffer.FRAME_HEAD_SIZE + size;
                segment.table.stage(main, sub, offset, frame, type == RecordFormat.TOMBSTONE);
                pendingMain = main;
            } else {
                byte[] own = new byte[size];
                System.arraycopy(bytes, payload, own, 0, size);
                pendingBuckets.add(own);
            }
        }

        @Override
        public void sealed(Seal seal, long end) throws IOException {
            boolean rewritten = segment.id.rewrite() > 0;
            boolean mayJump = rewritten || segment.isEmpty();
            boolean inOrder = mayJump ? seal.batch() >= lastBatch : seal.batch() == lastBatch + 1;
            if (!inOrder || seal.mark().index() < mark.index()) {
                throw new DamagedStateException(segment.path + ": batch " + seal.batch() + " with index "
                        + seal.mark().index() + " after batch " + lastBatch + " with index " + mark.index()
                        + ", before offset " + end);
            }
            if (seal.checkpoint()) {
                buckets.clear();
            }
            for (byte[] record : pendingBuckets) {
                RecordFormat.readBucket(record, 0, record.length, buckets);
            }
            pendingBuckets.clear();
            segment.end = end;
            segment.table.commit();
            segment.lastBatch = seal.batch();
            segment.lastMark = seal.mark();
            lastBatch = seal.batch();
            mark = seal.mark();
            lastMain = pendingMain;
        }
    }
}
