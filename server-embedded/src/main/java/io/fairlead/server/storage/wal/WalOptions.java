package io.fairlead.server.storage.wal;

/**
 * How the log lays out its files.
 *
 * @param segmentSize a segment is closed after the batch that reaches this many bytes
 * @param allocationStep how many bytes of zeros are written ahead at a time; up to this much is wasted on a small log, and
 *     each force that follows such a step is dearer
 * @param segmentsKept released segments are deleted only while more than this many are there
 */
public record WalOptions(long segmentSize, long allocationStep, int segmentsKept) {
    /** Etcd's sizes, but space is taken in steps of 4 MiB instead of all at once. */
    public static final WalOptions DEFAULT = new WalOptions(64_000_000, 4 << 20, 5);

    public WalOptions {
        if (segmentSize < 1 || allocationStep < 1 || segmentsKept < 1) {
            throw new IllegalArgumentException("segment size " + segmentSize + ", allocation step " + allocationStep
                    + ", segments kept " + segmentsKept + ": all must be positive");
        }
    }

    public WalOptions withSegmentSize(long size) {
        return new WalOptions(size, Math.min(allocationStep, size), segmentsKept);
    }

    public WalOptions withAllocationStep(long step) {
        return new WalOptions(segmentSize, step, segmentsKept);
    }

    public WalOptions withSegmentsKept(int count) {
        return new WalOptions(segmentSize, allocationStep, count);
    }
}
