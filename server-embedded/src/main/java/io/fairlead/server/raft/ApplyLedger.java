package io.fairlead.server.raft;

import java.util.ArrayDeque;

/** The batches on their way through the state machine, so that only so many bytes wait there. */
final class ApplyLedger {
    private final long bytesMax;
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private long bytes;

    ApplyLedger(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    boolean isFull() {
        return !sent.isEmpty() && bytes >= bytesMax;
    }

    void sent(ApplyBatch batch) {
        long batchBytes = 0;
        for (var entry : batch.entries()) {
            batchBytes += entry.size();
        }
        sent.addLast(new Sent(batch.lastIndex(), batchBytes));
        bytes += batchBytes;
    }

    void onApplied(long index) {
        while (!sent.isEmpty() && sent.getFirst().lastIndex <= index) {
            bytes -= sent.removeFirst().bytes;
        }
    }

    private record Sent(long lastIndex, long bytes) {}
}
