package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.Invariant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes that become visible and durable together. Written by the apply loop alone, which also reads its own changes
 * through it before they are sealed.
 *
 * <p>Revision records are encoded as they come, into the bytes that will be written; bucket changes wait for the seal, since
 * the last one of a key wins.
 *
 * <p>Invariant: records are added in ascending order of (main, sub).
 */
public final class Batch {
    private final Backend backend;
    private final RecordBuffer records;

    /** Where each revision record stands in {@link #records}; the first {@link #count} hold. */
    private long[] mains = new long[16];

    private int[] subs = new int[16];
    private int[] offsets = new int[16];
    private int count;

    private final Map<Bucket, TreeMap<Bytes, Optional<Bytes>>> buckets = new EnumMap<>(Bucket.class);
    private boolean sealed;

    Batch(Backend backend, RecordBuffer records) {
        this.backend = backend;
        this.records = records;
        records.clear();
    }

    /** Adds what a revision did to a key that it put. */
    public void put(long main, int sub, Bytes key, Bytes value, long createRevision, long version, long lease) {
        note(main, sub);
        RecordFormat.writePut(records, main, sub, key, value, createRevision, version, lease);
    }

    /** Adds what a revision did to a key that it deleted. */
    public void tombstone(long main, int sub, Bytes key) {
        note(main, sub);
        RecordFormat.writeTombstone(records, main, sub, key);
    }

    public void put(Bucket bucket, Bytes key, Bytes value) {
        change(bucket, key, Optional.of(value));
    }

    public void remove(Bucket bucket, Bytes key) {
        change(bucket, key, Optional.empty());
    }

    /** The value of a bucket's key with the changes of this batch. */
    public Optional<Bytes> get(Bucket bucket, Bytes key) {
        TreeMap<Bytes, Optional<Bytes>> changes = buckets.get(bucket);
        Optional<Bytes> change = changes == null ? null : changes.get(key);
        return change == null ? backend.get(bucket, key) : change;
    }

    /** A record of this batch or of a sealed one; null where there is none. */
    public @Nullable RevisionRecord read(long main, int sub) {
        if (count == 0 || main < mains[0]) {
            return backend.read(main, sub);
        }
        int at = find(main, sub);
        if (at < 0) {
            return null;
        }
        int payload = offsets[at] + RecordBuffer.FRAME_HEAD_SIZE;
        int size = RecordBuffer.intAt(records.bytes(), offsets[at]);
        byte[] own = Arrays.copyOfRange(records.bytes(), payload, payload + size);
        return RecordFormat.readRevision(own, 0, size);
    }

    /** How many revision records were added. A place to {@link #rewind} to. */
    public int recordCount() {
        return count;
    }

    /** Takes back the revision records added since {@link #recordCount()} was {@code to}. Bucket changes stay. */
    public void rewind(int to) {
        Invariant.check(to <= count, "rewind beyond what was added", to, count);
        if (to < count) {
            records.truncate(offsets[to], to);
            count = to;
        }
    }

    /** Whether nothing was changed. */
    public boolean isEmpty() {
        return count == 0 && buckets.isEmpty();
    }

    /** The encoded revision records, to which the seal appends. */
    RecordBuffer records() {
        return records;
    }

    long mainAt(int position) {
        return mains[position];
    }

    int subAt(int position) {
        return subs[position];
    }

    int offsetAt(int position) {
        return offsets[position];
    }

    /** Of the frame. */
    int sizeAt(int position) {
        return RecordBuffer.FRAME_HEAD_SIZE + RecordBuffer.intAt(records.bytes(), offsets[position]);
    }

    boolean isTombstoneAt(int position) {
        return records.bytes()[offsets[position] + RecordBuffer.FRAME_HEAD_SIZE] == RecordFormat.TOMBSTONE;
    }

    /** Appends the bucket changes to the records, one for each key. */
    void writeBuckets() {
        buckets.forEach((bucket, changes) -> changes.forEach((key, value) -> value.ifPresentOrElse(
                present -> RecordFormat.writeBucketPut(records, bucket, key, present),
                () -> RecordFormat.writeBucketRemove(records, bucket, key))));
    }

    void applyBuckets(BucketTable to) {
        buckets.forEach((bucket, changes) -> changes.forEach((key, value) ->
                value.ifPresentOrElse(present -> to.put(bucket, key, present), () -> to.remove(bucket, key))));
    }

    /** Called once by the backend that gave this batch. */
    void close() {
        Invariant.check(!sealed, "a batch is sealed once");
        sealed = true;
    }

    /** It could not be written after all: takes back all but the revision records, so that it can be sealed again. */
    void reopen(int size, int frames) {
        records.truncate(size, frames);
        sealed = false;
    }

    private void change(Bucket bucket, Bytes key, Optional<Bytes> value) {
        Invariant.check(!sealed, "change of a sealed batch");
        buckets.computeIfAbsent(bucket, b -> new TreeMap<>()).put(key.compact(), value.map(Bytes::compact));
    }

    private void note(long main, int sub) {
        Invariant.check(!sealed, "change of a sealed batch");
        if (count > 0) {
            Invariant.check(
                    main > mains[count - 1] || (main == mains[count - 1] && sub > subs[count - 1]),
                    "revision out of order",
                    main,
                    mains[count - 1]);
        }
        if (count == mains.length) {
            mains = Arrays.copyOf(mains, count * 2);
            subs = Arrays.copyOf(subs, count * 2);
            offsets = Arrays.copyOf(offsets, count * 2);
        }
        mains[count] = main;
        subs[count] = sub;
        offsets[count] = records.size();
        count++;
    }

    private int find(long main, int sub) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compare(mains[middle], main);
            if (order == 0) {
                order = Integer.compare(subs[middle], sub);
            }
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
