package io.fairlead.server.storage.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Gathers what the sealed batches of a segment hold, as objects. */
final class StateCollector implements SegmentScanner.Visitor {
    private final List<RevisionRecord> records;
    private final BucketTable buckets;

    /** Copies of the bucket records of the batch being read. */
    private final List<byte[]> pendingBuckets = new ArrayList<>();

    private final List<RevisionRecord> pendingRecords = new ArrayList<>();

    StateCollector(List<RevisionRecord> records, BucketTable buckets) {
        this.records = records;
        this.buckets = buckets;
    }

    @Override
    public void record(byte[] bytes, int payload, int size, long offset) {
        byte[] own = Arrays.copyOfRange(bytes, payload, payload + size);
        if (own[0] == RecordFormat.PUT || own[0] == RecordFormat.TOMBSTONE) {
            pendingRecords.add(RecordFormat.readRevision(own, 0, size));
        } else {
            pendingBuckets.add(own);
        }
    }

    @Override
    public void sealed(Seal seal, long end) {
        if (seal.checkpoint()) {
            buckets.clear();
        }
        for (byte[] record : pendingBuckets) {
            RecordFormat.readBucket(record, 0, record.length, buckets);
        }
        records.addAll(pendingRecords);
        pendingBuckets.clear();
        pendingRecords.clear();
    }
}
