package io.fairlead.server.node;

import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.quorum.Majority;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Ends a member that was removed, once the others can do without it: when a majority of them has said that they know, or a
 * while after the first one did. Until then those that have not heard that the removal is committed may need its vote or
 * its answers to learn it. Owned by the raft loop.
 */
final class Removal {
    /** After the first one said so: whoever has not heard from it by then won't. */
    private static final int PATIENCE_ELECTION_TIMEOUTS = 10;

    private final long memberId;
    private final long patienceNanos;
    private final Consumer<String> end;
    private final Set<Long> saidSo = new TreeSet<>();
    private long lastNanos;
    private boolean over;

    Removal(long memberId, long electionTimeoutNanos, Consumer<String> end) {
        this.memberId = memberId;
        this.patienceNanos = PATIENCE_ELECTION_TIMEOUTS * electionTimeoutNanos;
        this.end = end;
    }

    /** A voter said that this member is removed and that it won't forget so. */
    void told(long peerId, ConfState known, long nowNanos) {
        if (saidSo.isEmpty()) {
            lastNanos = nowNanos + patienceNanos;
        }
        saidSo.add(peerId);
        Set<Long> others = new TreeSet<>(known.voters());
        others.remove(memberId);
        long know = others.stream().filter(saidSo::contains).count();
        if (others.isEmpty() || know >= Majority.neededOf(others.size())) {
            end();
        }
    }

    void tick(long nowNanos) {
        if (!saidSo.isEmpty() && lastNanos - nowNanos <= 0) {
            end();
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        end.accept("removed from the cluster");
    }
}
