package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.Invariant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A state without files: for members that start empty each time, and for tests, where it is also what {@link
 * SegmentedBackend} is compared with. It keeps every record as an object on the heap.
 *
 * <p>What is sealed counts as forced once {@link #force()} was called, so callers see the same order of events as with
 * files. Its streams are those of a segmented state and the other way round.
 */
public final class MemoryBackend implements Backend {
    private final FileOwner owner;
    private final RecordBuffer records = new RecordBuffer();

    /** Replaced as a whole by an install. */
    private volatile ConcurrentSkipListMap<Place, RevisionRecord> revisions = new ConcurrentSkipListMap<>();

    /** Guarded by this. */
    private final BucketTable buckets = new BucketTable();

    private volatile AppliedMark applied = AppliedMark.NONE;
    private volatile AppliedMark forced = AppliedMark.NONE;
    private volatile long size;
    private volatile long unforced;
    private long unforcedLimit = Long.MAX_VALUE;
    private Runnable wake = () -> {};

    /** Of the state that began to arrive last. Guarded by this. */
    private @Nullable MemoryReceiver receiver;

    public MemoryBackend(FileOwner owner) {
        this.owner = owner;
    }

    private record Place(long main, int sub) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int order = Long.compare(main, other.main);
            return order != 0 ? order : Integer.compare(sub, other.sub);
        }
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
    public void seal(Batch batch, AppliedMark mark) {
        batch.close();
        Invariant.check(mark.index() >= applied.index(), "applied index goes back", mark.index(), applied.index());
        long added = 0;
        long before;
        synchronized (this) {
            for (int i = 0; i < batch.recordCount(); i++) {
                RevisionRecord record = decode(batch, i);
                revisions.put(new Place(record.main(), record.sub()), record);
                added += sizeOf(record);
            }
            long bucketsBefore = buckets.bytes();
            batch.applyBuckets(buckets);
            applied = mark;
            size += added + buckets.bytes() - bucketsBefore;
            before = unforced;
            unforced = before + added + 1;
        }
        if (before == 0 || (before < unforcedLimit && before + added >= unforcedLimit)) {
            wake.run();
        }
    }

    private static RevisionRecord decode(Batch batch, int position) {
        RevisionRecord record = batch.read(batch.mainAt(position), batch.subAt(position));
        if (record == null) {
            throw Invariant.unreachable("a batch has the records it lists");
        }
        return record;
    }

    @Override
    public synchronized AppliedMark force() {
        forced = applied;
        unforced = 0;
        return forced;
    }

    @Override
    public long unforcedBytes() {
        return unforced;
    }

    @Override
    public synchronized Optional<Bytes> get(Bucket bucket, Bytes key) {
        return buckets.get(bucket, key);
    }

    @Override
    public void scan(Bucket bucket, BucketVisitor visitor) {
        NavigableMap<Bytes, Bytes> entries;
        synchronized (this) {
            entries = buckets.copyOf(bucket);
        }
        entries.forEach(visitor::visit);
    }

    @Override
    public @Nullable RevisionRecord read(long main, int sub) {
        return revisions.get(new Place(main, sub));
    }

    @Override
    public void scanRevisions(long from, long to, RevisionVisitor visitor) {
        for (RevisionRecord record : revisions.tailMap(new Place(from, 0), true).values()) {
            if (record.main() > to || !visitor.visit(record)) {
                return;
            }
        }
    }

    @Override
    public synchronized long drop(long main, int sub) {
        RevisionRecord dropped = revisions.remove(new Place(main, sub));
        if (dropped == null) {
            return 0;
        }
        long given = sizeOf(dropped);
        size -= given;
        return given;
    }

    @Override
    public boolean clean(boolean thorough) {
        return false;
    }

    @Override
    public void closeSegment() {}

    @Override
    public long size() {
        return size;
    }

    @Override
    public long sizeInUse() {
        return size;
    }

    @Override
    public synchronized SnapshotView openSnapshot() {
        SegmentId id = new SegmentId(owner.clusterId(), owner.memberId(), 1, 0);
        RecordBuffer image = new RecordBuffer();
        buckets.writeAll(image);
        int count = 0;
        for (Bucket bucket : Bucket.values()) {
            count += buckets.copyOf(bucket).size();
        }
        for (RevisionRecord record : revisions.values()) {
            RecordFormat.write(image, record);
            count++;
        }
        SegmentFormat.writeSeal(image, 0, id, new Seal(true, 1, SegmentFormat.HEAD_SIZE, count, applied));
        StateStreamHead head = new StateStreamHead(
                owner, applied, List.of(new StateStreamHead.Part(id, SegmentFormat.HEAD_SIZE + (long) image.size())));
        ByteBuffer stream = ByteBuffer.allocate(Math.toIntExact(head.streamSize()));
        stream.put(head.write());
        stream.put(SegmentFormat.writeHead(new SegmentFormat.Head(id, 1, 0)));
        stream.put(image.asByteBuffer());
        return new MemoryView(applied, stream.flip());
    }

    private record MemoryView(AppliedMark mark, ByteBuffer stream) implements SnapshotView {
        @Override
        public long size() {
            return stream.limit();
        }

        @Override
        public int read(ByteBuffer target) {
            if (!stream.hasRemaining()) {
                return -1;
            }
            int count = Math.min(stream.remaining(), target.remaining());
            target.put(stream.slice(stream.position(), count));
            stream.position(stream.position() + count);
            return count;
        }

        @Override
        public void close() {}
    }

    @Override
    public synchronized StateView openView() {
        Map<Bucket, NavigableMap<Bytes, Bytes>> tables = new EnumMap<>(Bucket.class);
        for (Bucket bucket : Bucket.values()) {
            tables.put(bucket, buckets.copyOf(bucket));
        }
        return new MemoryStateView(applied, tables, List.copyOf(revisions.values()));
    }

    private record MemoryStateView(
            AppliedMark mark, Map<Bucket, NavigableMap<Bytes, Bytes>> tables, List<RevisionRecord> all)
            implements StateView {
        @Override
        public NavigableMap<Bytes, Bytes> entries(Bucket bucket) {
            return tables.getOrDefault(bucket, new TreeMap<>());
        }

        @Override
        public RecordCursor records() {
            Iterator<RevisionRecord> each = all.iterator();
            return () -> each.hasNext() ? each.next() : null;
        }

        @Override
        public void close() {}
    }

    @Override
    public synchronized StateReceiver receive() {
        if (receiver != null) {
            receiver.abort();
        }
        MemoryReceiver next = new MemoryReceiver();
        receiver = next;
        return next;
    }

    @Override
    public void install(ReceivedState received) {
        MemoryReceived state = (MemoryReceived) received;
        ConcurrentSkipListMap<Place, RevisionRecord> next = new ConcurrentSkipListMap<>();
        long bytes = 0;
        for (RevisionRecord record : state.records) {
            next.put(new Place(record.main(), record.sub()), record);
            bytes += sizeOf(record);
        }
        synchronized (this) {
            buckets.clear();
            for (Bucket bucket : Bucket.values()) {
                state.buckets.copyOf(bucket).forEach((key, value) -> buckets.put(bucket, key, value));
            }
            revisions = next;
            size = bytes + buckets.bytes();
            applied = state.mark;
            forced = state.mark;
            unforced = 0;
        }
    }

    @Override
    public Optional<ReceivedState> received() {
        return Optional.empty();
    }

    /** Its records are objects, which can always be read. */
    @Override
    public void onUnreadable(Consumer<UnreadableRecordException> listener) {}

    @Override
    public synchronized void onUnforced(long limit, Runnable newWake) {
        unforcedLimit = limit;
        wake = newWake;
    }

    @Override
    public void close() {}

    private static long sizeOf(RevisionRecord record) {
        return 49L + record.key().size() + record.value().size();
    }

    private record MemoryReceived(AppliedMark mark, List<RevisionRecord> records, BucketTable buckets)
            implements ReceivedState {
        @Override
        public void discard() {
            // Nothing outlives the object.
        }
    }

    /** Collects a stream and decodes it at its end. */
    private final class MemoryReceiver implements StateReceiver {
        private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
        private boolean ended;

        @Override
        public synchronized void write(ByteBuffer chunk) throws IOException {
            TransferGivenUpException.throwIf(ended);
            byte[] bytes = new byte[chunk.remaining()];
            chunk.get(bytes);
            stream.writeBytes(bytes);
        }

        @Override
        public synchronized ReceivedState complete() throws IOException {
            TransferGivenUpException.throwIf(ended);
            ended = true;
            byte[] bytes = stream.toByteArray();
            ByteBuffer cursor = ByteBuffer.wrap(bytes);
            StateStreamHead head = StateStreamHead.read(cursor)
                    .orElseThrow(() -> new DamagedStateException("state stream: cut within its head"));
            if (head.sender().clusterId() != owner.clusterId() || head.streamSize() != bytes.length) {
                throw new DamagedStateException("state stream: of another cluster, or cut: " + bytes.length + " of "
                        + head.streamSize() + " bytes");
            }
            List<RevisionRecord> found = new ArrayList<>();
            BucketTable tables = new BucketTable();
            int from = cursor.position();
            for (StateStreamHead.Part part : head.segments()) {
                read(new MemoryFile(bytes, from, (int) part.size()), part, found, tables);
                from += (int) part.size();
            }
            return new MemoryReceived(head.mark(), found, tables);
        }

        private void read(MemoryFile file, StateStreamHead.Part part, List<RevisionRecord> found, BucketTable tables)
                throws IOException {
            SegmentScanner.End end = new SegmentScanner(file, part.id(), part.size())
                    .scan(SegmentFormat.HEAD_SIZE, new StateCollector(found, tables));
            if (end.damage() != null) {
                throw new DamagedStateException("state stream, " + part.id().fileName() + ": " + end.damage());
            }
        }

        @Override
        public synchronized void abort() {
            ended = true;
            stream.reset();
        }
    }
}
