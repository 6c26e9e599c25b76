package io.fairlead.server.node;

import io.fairlead.server.raft.RaftCore;
import io.fairlead.server.raft.RoleKind;
import io.fairlead.server.storage.disk.DiskSpace;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Notices that this member's log does not get to disk, because the disk is slow or full. A leader with such a disk goes on
 * sending heartbeats, so nobody else would stand for election, yet it can answer nobody: it hands leadership to the voter that
 * is furthest, and to the next one if that does not take it. Owned by the raft loop.
 */
final class DiskStallWatch {
    /** Where the log still has room a leader must not pass leadership around among members whose disks are all full. */
    private static final int PATIENCE_WHEN_SHORT = 30;

    private final long limitNanos;
    private final DiskSpace space;
    private final NodeLog log;

    /** When each batch that is not on disk yet was handed over, oldest first. */
    private final ArrayDeque<Handed> waiting = new ArrayDeque<>();

    /** Who was offered leadership since all was well. */
    private final Set<Long> offered = new LinkedHashSet<>();

    private boolean warned;

    /** When leadership was offered last; meaningless while nobody was offered it. */
    private long offeredNanos;

    /** @param limitNanos how long a write may take before the disk counts as stalled: an election timeout */
    DiskStallWatch(long limitNanos, DiskSpace space, NodeLog log) {
        this.limitNanos = limitNanos;
        this.space = space;
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
        boolean stalled = !waiting.isEmpty() && nowNanos - waiting.peekFirst().nanos >= limitNanos;
        if (!stalled && !space.isShort()) {
            offered.clear();
            return;
        }
        if (stalled && !warned) {
            warned = true;
            log.slowDisk(nowNanos - waiting.peekFirst().nanos);
        }
        long patience = stalled ? limitNanos : PATIENCE_WHEN_SHORT * limitNanos;
        if (core.role() == RoleKind.LEADER && (offered.isEmpty() || nowNanos - offeredNanos >= patience)) {
            handOver(core, nowNanos);
        }
    }

    private void handOver(RaftCore core, long nowNanos) {
        Optional<Long> target = FurthestVoter.of(core, offered);
        if (target.isEmpty()) {
            offered.clear();
            target = FurthestVoter.of(core);
        }
        target.ifPresent(voter -> {
            offered.add(voter);
            offeredNanos = nowNanos;
            log.handingOver(voter);
            core.transferLeadership(voter);
        });
    }

    private record Handed(long batchNumber, long nanos) {}
}
