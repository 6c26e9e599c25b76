package io.fairlead.server.storage.backend;

/**
 * Which file a segment is.
 *
 * @param originId the member that wrote it; another than ours where the state was installed from that member
 * @param sequence place among the segments, from 1
 * @param rewrite 0 for a segment as it was written; each cleaning adds one
 */
record SegmentId(long clusterId, long originId, long sequence, int rewrite) {
    String fileName() {
        return String.format("%016x-%08x.seg", sequence, rewrite);
    }
}
