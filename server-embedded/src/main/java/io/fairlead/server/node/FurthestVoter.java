package io.fairlead.server.node;

import io.fairlead.server.raft.RaftCore;
import io.fairlead.server.raft.RaftStatus;
import io.fairlead.server.raft.RaftStatus.PeerStatus;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whom a leader would hand over to: the other voter that was heard of lately and has the most of the log. */
final class FurthestVoter {
    private FurthestVoter() {}

    static Optional<Long> of(RaftCore core) {
        return of(core, Set.of());
    }

    static Optional<Long> of(RaftCore core, Set<Long> without) {
        RaftStatus status = core.status();
        Optional<Long> best = Optional.empty();
        long bestMatch = -1;
        for (Map.Entry<Long, PeerStatus> peer : status.peers().entrySet()) {
            PeerStatus now = peer.getValue();
            boolean able = peer.getKey() != status.id()
                    && !now.learner()
                    && now.recentlyActive()
                    && !without.contains(peer.getKey());
            if (able && now.match() > bestMatch) {
                best = Optional.of(peer.getKey());
                bestMatch = now.match();
            }
        }
        return best;
    }
}
