package io.fairlead.server.storage.backend;

import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.storage.disk.NoSpaceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Writes what is left of neighbouring segments into a new file and makes it durable. The old files stay as they are; the caller
 * swaps the new one in.
 */
final class SegmentRewriter {
    private static final int BATCH_SIZE = 1 << 20;

    private final Disk disk;
    private final Path directory;
    private final FileOwner owner;
    private final List<Segment> group;
    private final boolean tombstonesToo;

    /** Which records of each segment are copied. */
    private final List<BitSet> kept = new ArrayList<>();

    SegmentRewriter(Disk disk, Path directory, FileOwner owner, List<Segment> group, boolean tombstonesToo) {
        this.disk = disk;
        this.directory = directory;
        this.owner = owner;
        this.group = group;
        this.tombstonesToo = tombstonesToo;
    }

    /** Decides what is copied, under the lock: a drop that comes later is honoured by {@link #copyDrops}. */
    void choose() {
        for (Segment segment : group) {
            BitSet live = new BitSet(segment.table.count());
            for (int i = 0; i < segment.table.count(); i++) {
                if (!segment.isDead(i) || (segment.table.isTombstone(i) && !tombstonesToo)) {
                    live.set(i);
                }
            }
            kept.add(live);
        }
    }

    /**
     * Copies; empty where nothing is left. Every record's checksum is checked on the way. What did not find space is deleted
     * again.
     */
    Optional<Segment> write() throws IOException {
        if (kept.stream().allMatch(BitSet::isEmpty)) {
            return Optional.empty();
        }
        Segment segment = create();
        try {
            copyTo(segment);
        } catch (NoSpaceException e) {
            segment.file.close();
            disk.delete(segment.path);
            throw e;
        }
        return Optional.of(segment);
    }

    private void copyTo(Segment segment) throws IOException {
        RecordBuffer batch = new RecordBuffer();
        for (int i = 0; i < group.size(); i++) {
            Segment from = group.get(i);
            SegmentCursor cursor = new SegmentCursor(from);
            BitSet live = kept.get(i);
            for (int at = live.nextSetBit(0); at >= 0; at = live.nextSetBit(at + 1)) {
                long offset = segment.end + batch.size();
                segment.table.stage(
                        from.table.mainAt(at),
                        from.table.subAt(at),
                        offset,
                        from.table.sizeAt(at),
                        from.table.isTombstone(at));
                cursor.copy(at, batch);
                if (batch.size() >= BATCH_SIZE) {
                    seal(segment, batch);
                }
            }
        }
        if (batch.size() > 0) {
            seal(segment, batch);
        }
        segment.file.force(true);
        disk.forceDirectory(directory);
        segment.forcedEnd = segment.end;
    }

    private Segment create() throws IOException {
        Segment first = group.get(0);
        Segment last = lastWithBatches();
        int rewrite = 0;
        for (Segment segment : group) {
            rewrite = Math.max(rewrite, segment.id.rewrite());
        }
        SegmentId id = new SegmentId(owner.clusterId(), owner.memberId(), first.id.sequence(), rewrite + 1);
        SegmentFormat.Head head = new SegmentFormat.Head(id, first.firstBatch, first.baseMain);
        Path path = directory.resolve(id.fileName());
        DiskFile file = disk.open(path);
        try {
            file.truncate(0);
            file.write(SegmentFormat.writeHead(head), 0);
        } catch (NoSpaceException e) {
            file.close();
            disk.delete(path);
            throw e;
        }
        Segment segment = new Segment(directory, file, head);
        segment.lastBatch = last.lastBatch;
        segment.lastMark = last.lastMark;
        return segment;
    }

    /** A received state may end in a segment that its sender had just begun: an empty one says nothing of the last batch. */
    private Segment lastWithBatches() {
        Segment last = group.get(0);
        for (Segment segment : group) {
            if (!segment.isEmpty()) {
                last = segment;
            }
        }
        return last;
    }

    private static void seal(Segment segment, RecordBuffer batch) throws IOException {
        Seal seal = new Seal(false, segment.lastBatch, segment.end, batch.frames(), segment.lastMark);
        SegmentFormat.writeSeal(batch, 0, segment.id, seal);
        segment.file.write(batch.asByteBuffer(), segment.end);
        long end = segment.end + batch.size();
        segment.end = end;
        segment.table.commit();
        batch.clear();
    }

    /** Marks in the new segment what is dropped by now in the old ones. Under the lock. */
    void copyDrops(Segment written) {
        int position = 0;
        for (int i = 0; i < group.size(); i++) {
            BitSet live = kept.get(i);
            for (int at = live.nextSetBit(0); at >= 0; at = live.nextSetBit(at + 1)) {
                if (group.get(i).isDead(at)) {
                    written.markDead(position);
                }
                position++;
            }
        }
    }
}
