package io.fairlead.server.node;

import io.fairlead.server.raft.RaftCore;
import io.fairlead.server.raft.RoleKind;
import java.util.ArrayDeque;

/**
 * Notices that this member's log does not get to disk. A leader with such a disk goes on sending heartbeats, so nobody else
 * would stand for election, yet it can answer nobody: it hands leadership to the voter that is furthest. Owned by the raft
 * loop.
 */
final class DiskStallWatch {
    private final long limitNanos;
    private final NodeLog log;

    /** When each batch that is not on disk yet was handed over, oldest first. */
    private final ArrayDeque<Handed> waiting = new ArrayDeque<>();

    private long againNanos;
    private boolean warned;

    /** @param limitNanos how long a write may take before the disk counts as stalled: an election timeout */
    DiskStallWatch(long limitNanos, NodeLog log) {
        this.limitNanos = limitNanos;
        this.log = log;
    }

    void handed(long batchNumber, long nowNanos) {
        waiting.addLast(new Handed(batchNumber, nowNanos));
    }

    void persisted(long batchNumber) {
        while (!waiting.isEmpty() && waiting.peekFirst().batchNumber <= batchNumber) {
            waiting.removeFirst();
        }
        warned = warned && !waiting.isEmpty();
    }

    void tick(RaftCore core, long nowNanos) {
        if (waiting.isEmpty() || nowNanos - waiting.peekFirst().nanos < limitNanos) {
            return;
        }
        if (!warned) {
            warned = true;
            againNanos = nowNanos;
            log.slowDisk(nowNanos - waiting.peekFirst().nanos);
        }
        if (core.role() == RoleKind.LEADER && againNanos - nowNanos <= 0) {
            againNanos = nowNanos + limitNanos;
            FurthestVoter.of(core).ifPresent(target -> {
                log.handingOver(target);
                core.transferLeadership(target);
            });
        }
    }

    private record Handed(long batchNumber, long nanos) {}
}
