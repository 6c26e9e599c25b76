package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.NoSpaceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A state in files. The sign of this room has the formats and what each crash leaves behind.
 *
 * <p>Who holds what: {@link #lock} is held for moments, by every thread; {@link #fileWork} is held while files are forced,
 * rewritten or replaced, by the backend loop, and by the apply loop only to install a state. Sealing takes no lock while it
 * writes. Order: {@code fileWork} before {@code lock}.
 */
public final class SegmentedBackend implements Backend {
    /** A segment that is this long is not continued. */
    public static final long DEFAULT_SEGMENT_SIZE = 64L << 20;

    private final Disk disk;
    private final Path root;
    private final FileOwner owner;
    private final long segmentSize;
    private final RecordBuffer records = new RecordBuffer();
    private final Object fileWork = new Object();
    private final Object lock = new Object();

    private final SegmentFiles files;
    private final SegmentReads segments;
    private final UnforcedBytes unforced = new UnforcedBytes();

    /** Guarded by the lock. */
    private BucketTable buckets = new BucketTable();

    private volatile AppliedMark applied = AppliedMark.NONE;
    private volatile AppliedMark forced = AppliedMark.NONE;

    /** Number of the last batch. Apply loop. */
    private long lastBatch;

    /** Newest main revision in a record. Apply loop. */
    private long lastMain;

    /** Of the records that were not dropped. Guarded by the lock. */
    private long recordsInUse;

    /** Written under the lock. */
    private volatile long inUse;

    /** The next batch begins a segment. Apply loop. */
    private boolean segmentClosed;

    private final FileCare care;
    private final Cleaner cleaner;

    private final Arrivals arrivals;
    private List<String> notes = List.of();

    private SegmentedBackend(Disk disk, Path root, FileOwner owner, long segmentSize, Failpoints failpoints) {
        this.disk = disk;
        this.root = root;
        this.owner = owner;
        this.segmentSize = segmentSize;
        this.care = new FileCare(root);
        this.files = new SegmentFiles(disk, root, owner, lock);
        this.segments = files.segments();
        this.cleaner = new Cleaner(disk, owner, segmentSize, files, lock, failpoints, new Cleaner.State() {
            @Override
            public AppliedMark force() throws IOException {
                return forceSealed();
            }

            @Override
            public void changed() {
                countInUse();
            }
        });
        this.arrivals = new Arrivals(disk, root, owner);
    }

    /** Opens or creates the state in {@code root} with segments of the default size. */
    public static SegmentedBackend open(Disk disk, Path root, FileOwner owner) throws IOException {
        return open(disk, root, owner, DEFAULT_SEGMENT_SIZE);
    }

    /** As the one below, without failpoints. */
    public static SegmentedBackend open(Disk disk, Path root, FileOwner owner, long segmentSize) throws IOException {
        return open(disk, root, owner, segmentSize, Failpoints.NONE);
    }

    /**
     * Opens or creates the state in {@code root}. Keeps the whole sealed batches, cuts what follows them, and forces the result.
     *
     * @throws DamagedStateException where something that was durable is damaged, or belongs to another member or cluster
     */
    public static SegmentedBackend open(Disk disk, Path root, FileOwner owner, long segmentSize, Failpoints failpoints)
            throws IOException {
        SegmentedBackend backend = new SegmentedBackend(disk, root, owner, segmentSize, failpoints);
        disk.createDirectories(root);
        Optional<Manifest> manifest = Manifest.read(disk, root, Manifest.IN_USE);
        if (manifest.isPresent()) {
            backend.load(manifest.get());
        } else {
            backend.create();
        }
        backend.force();
        backend.arrivals.remember(
                new Leftovers(disk, root).delete(backend.files.directory(), backend.segments.all(), backend.applied));
        return backend;
    }

    private void create() throws IOException {
        new Leftovers(disk, root).deleteFirstStart();
        files.moveTo(1);
        disk.createDirectories(files.path());
        files.add(new SegmentFormat.Head(new SegmentId(owner.clusterId(), owner.memberId(), 1, 0), 1, 0));
    }

    private void load(Manifest manifest) throws IOException {
        if (!manifest.owner().equals(owner)) {
            throw new ForeignStateException(root + ": is the state of " + manifest.owner() + ", not of " + owner);
        }
        StateLoader loader = new StateLoader(disk, Manifest.directoryPath(root, manifest.directory()), manifest);
        loader.load();
        files.moveTo(manifest.directory());
        adopt(loader);
        notes = List.copyOf(loader.notes());
    }

    /** What was cut or left out when the state was opened, a line each; empty after a clean stop. */
    public List<String> notes() {
        return notes;
    }

    private void adopt(StateLoader loader) {
        synchronized (lock) {
            files.adopt(loader.segments());
            buckets = loader.buckets();
            applied = loader.mark();
            recordsInUse = 0;
            for (Segment segment : loader.segments()) {
                recordsInUse += segment.liveBytes();
            }
            countInUse();
        }
        lastBatch = loader.lastBatch();
        lastMain = loader.lastMain();
    }

    @Override
    public AppliedMark applied() {
        return applied;
    }

    @Override
    public AppliedMark forced() {
        return forced;
    }

    @Override
    public Batch begin() {
        return new Batch(this, records);
    }

    @Override
    public void seal(Batch batch, AppliedMark mark) throws IOException {
        Invariant.check(mark.index() >= applied.index(), "applied index goes back", mark.index(), applied.index());
        batch.close();
        int size = records.size();
        int frames = records.frames();
        try {
            care.run(() -> write(batch, mark));
        } catch (NoSpaceException e) {
            batch.reopen(size, frames);
            throw e;
        }
    }

    /** Writes what will be sealed behind what is, and then makes it visible. */
    private Seal write(Batch batch, AppliedMark mark) throws IOException {
        int count = batch.recordCount();
        Segment segment = segments.last();
        long newest = count == 0 ? lastMain : batch.mainAt(count - 1);
        boolean closed = segmentClosed && !segment.isEmpty();
        if (closed || segment.end >= segmentSize || !segment.table.accepts(newest)) {
            segment = roll(count == 0 ? lastMain + 1 : batch.mainAt(0));
            segmentClosed = false;
        }
        boolean checkpoint = segment.isEmpty();
        if (checkpoint) {
            synchronized (lock) {
                buckets.writeAll(records);
            }
        }
        batch.writeBuckets();
        Seal seal = new Seal(checkpoint, lastBatch + 1, segment.end, records.frames(), mark);
        SegmentFormat.writeSeal(records, 0, segment.id, seal);
        segment.file.write(records.asByteBuffer(), segment.end);
        for (int i = 0; i < count; i++) {
            long offset = segment.end + batch.offsetAt(i);
            segment.table.stage(batch.mainAt(i), batch.subAt(i), offset, batch.sizeAt(i), batch.isTombstoneAt(i));
        }
        publish(segment, batch, seal);
        lastMain = newest;
        return seal;
    }

    private void publish(Segment segment, Batch batch, Seal seal) {
        Runnable wake;
        synchronized (lock) {
            batch.applyBuckets(buckets);
            long end = segment.end + records.size();
            segment.end = end;
            segment.lastBatch = seal.batch();
            segment.lastMark = seal.mark();
            long recordsBefore = segment.table.bytes();
            segment.table.commit();
            recordsInUse += segment.table.bytes() - recordsBefore;
            countInUse();
            lastBatch = seal.batch();
            applied = seal.mark();
            wake = unforced.add(records.size());
        }
        wake.run();
    }

    /** Under the lock: records, buckets and the heads of the segments they are in. */
    private void countInUse() {
        inUse = recordsInUse + buckets.bytes() + (long) SegmentFormat.HEAD_SIZE * segments.all().length;
    }

    @Override
    public void closeSegment() {
        segmentClosed = true;
    }

    /** Begins the next segment. Its file is forced later, with the rest. */
    private Segment roll(long baseMain) throws IOException {
        return files.add(headAfter(segments.last(), lastBatch, baseMain));
    }

    private SegmentFormat.Head headAfter(Segment last, long batch, long baseMain) {
        SegmentId id = new SegmentId(owner.clusterId(), owner.memberId(), last.id.sequence() + 1, 0);
        return new SegmentFormat.Head(id, batch + 1, baseMain);
    }

    @Override
    public AppliedMark force() throws IOException {
        synchronized (fileWork) {
            return care.run(this::forceSealed);
        }
    }

    private AppliedMark forceSealed() throws IOException {
        SegmentFiles.Cut cut;
        AppliedMark mark;
        long covered;
        synchronized (lock) {
            cut = files.cut();
            mark = applied;
            covered = unforced.count();
        }
        if (covered == 0 && !cut.newEntry()) {
            return forced;
        }
        files.force(cut, mark);
        noteForced(cut, mark, covered);
        return mark;
    }

    private void noteForced(SegmentFiles.Cut cut, AppliedMark mark, long covered) {
        synchronized (lock) {
            SegmentFiles.noteForced(cut);
            unforced.forced(covered);
            forced = mark;
        }
    }

    @Override
    public long unforcedBytes() {
        return unforced.count();
    }

    @Override
    public Optional<Bytes> get(Bucket bucket, Bytes key) {
        synchronized (lock) {
            return buckets.get(bucket, key);
        }
    }

    @Override
    public void scan(Bucket bucket, BucketVisitor visitor) {
        NavigableMap<Bytes, Bytes> entries;
        synchronized (lock) {
            entries = buckets.copyOf(bucket);
        }
        entries.forEach(visitor::visit);
    }

    @Override
    public @Nullable RevisionRecord read(long main, int sub) {
        return segments.read(main, sub);
    }

    @Override
    public void scanRevisions(long from, long to, RevisionVisitor visitor) {
        segments.scanRevisions(from, to, visitor);
    }

    @Override
    public long drop(long main, int sub) {
        synchronized (lock) {
            Segment[] all = segments.all();
            int at = SegmentReads.locate(all, main);
            int position = at < 0 ? -1 : all[at].table.find(main, sub);
            long given = position < 0 ? 0 : all[at].markDead(position);
            recordsInUse -= given;
            countInUse();
            return given;
        }
    }

    @Override
    public boolean clean(boolean thorough) throws IOException {
        synchronized (fileWork) {
            return care.run(() -> cleaner.clean(thorough));
        }
    }

    @Override
    public long size() {
        long size = 0;
        for (Segment segment : segments.all()) {
            size += segment.end;
        }
        return size;
    }

    @Override
    public long sizeInUse() {
        return inUse;
    }

    @Override
    public SnapshotView openSnapshot() {
        synchronized (lock) {
            Segment[] all = files.pin();
            return new SegmentedSnapshot(owner, applied, all, SegmentFiles.endsOf(all), () -> files.unpin(all));
        }
    }

    @Override
    public StateView openView() {
        synchronized (lock) {
            Segment[] all = files.pin();
            return new SegmentedView(applied, buckets, all, () -> files.unpin(all));
        }
    }

    @Override
    public StateReceiver receive() throws IOException {
        synchronized (fileWork) {
            return arrivals.receive();
        }
    }

    @Override
    public void install(ReceivedState received) throws IOException {
        SegmentedReceived state = (SegmentedReceived) received;
        StateLoader loader = state.loaded();
        List<Segment> all = loader.segments();
        // Its segments end in batches of another member: ours begin in a segment of our own.
        SegmentFormat.Head head = headAfter(all.get(all.size() - 1), loader.lastBatch(), loader.lastMain() + 1);
        synchronized (fileWork) {
            Segment own = care.run(() -> files.putInUse(state.directory(), all, head, loader.mark()));
            synchronized (lock) {
                files.moveTo(state.directory());
                adopt(state.take());
                files.append(own);
                noteForced(files.cut(), applied, unforced.count());
            }
            boolean unusedAny = care.run(files::deleteRetired);
        }
    }

    @Override
    public Optional<ReceivedState> received() throws IOException {
        synchronized (fileWork) {
            return arrivals.found(applied);
        }
    }

    @Override
    public void onUnreadable(Consumer<UnreadableRecordException> listener) {
        segments.onUnreadable(listener);
    }

    @Override
    public void onUnforced(long limit, Runnable newWake) {
        synchronized (lock) {
            unforced.onReached(limit, newWake);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (fileWork) {
            files.close();
            arrivals.close();
        }
    }
}
