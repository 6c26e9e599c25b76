package io.fairlead.server.node;

import io.fairlead.server.membership.MembershipStore;
import java.util.function.Consumer;

/**
 * Ends a member that has applied its own removal, but not at once: as leader it still has to tell the others that the removal
 * is committed. Owned by the raft loop.
 */
final class Removal {
    private final NodeConfig config;
    private final MembershipStore membership;
    private final Consumer<String> end;
    private boolean seen;
    private long endNanos;

    Removal(NodeConfig config, MembershipStore membership, Consumer<String> end) {
        this.config = config;
        this.membership = membership;
        this.end = end;
    }

    void tick(long nowNanos) {
        if (!membership.view().wasRemoved(config.memberId())) {
            return;
        }
        if (!seen) {
            seen = true;
            endNanos = nowNanos + config.electionTimeoutNanos();
        } else if (endNanos - nowNanos <= 0) {
            end.accept("removed from the cluster");
        }
    }
}
