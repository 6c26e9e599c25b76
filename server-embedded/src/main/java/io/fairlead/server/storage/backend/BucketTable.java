package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** All buckets, sorted, in memory. Not safe for concurrent use: its owner guards it. */
final class BucketTable {
    private final Map<Bucket, NavigableMap<Bytes, Bytes>> tables = new EnumMap<>(Bucket.class);
    private long bytes;

    BucketTable() {
        for (Bucket bucket : Bucket.values()) {
            tables.put(bucket, new TreeMap<>());
        }
    }

    void put(Bucket bucket, Bytes key, Bytes value) {
        Bytes before = table(bucket).put(key, value);
        bytes += value.size() - (before == null ? -RecordFormat.BUCKET_PUT_SIZE - key.size() : before.size());
    }

    void remove(Bucket bucket, Bytes key) {
        Bytes before = table(bucket).remove(key);
        if (before != null) {
            bytes -= RecordFormat.BUCKET_PUT_SIZE + key.size() + before.size();
        }
    }

    void clear() {
        tables.values().forEach(NavigableMap::clear);
        bytes = 0;
    }

    /** What {@link #writeAll} would write. */
    long bytes() {
        return bytes;
    }

    Optional<Bytes> get(Bucket bucket, Bytes key) {
        return Optional.ofNullable(table(bucket).get(key));
    }

    /** A copy of one bucket as it is now. */
    NavigableMap<Bytes, Bytes> copyOf(Bucket bucket) {
        return new TreeMap<>(table(bucket));
    }

    /** Writes every entry as a bucket put. */
    void writeAll(RecordBuffer to) {
        tables.forEach(
                (bucket, table) -> table.forEach((key, value) -> RecordFormat.writeBucketPut(to, bucket, key, value)));
    }

    private NavigableMap<Bytes, Bytes> table(Bucket bucket) {
        NavigableMap<Bytes, Bytes> table = tables.get(bucket);
        if (table == null) {
            throw new IllegalStateException("no table for " + bucket);
        }
        return table;
    }
}
