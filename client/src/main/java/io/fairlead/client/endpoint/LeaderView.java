package io.fairlead.client.endpoint;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who leads, and where, as far as answers have told. Always possibly stale: whoever uses it must stand a NOT_LEADER. */
public final class LeaderView {
    /** Endpoint of each member that has answered; guarded by this. */
    private final Map<Long, Endpoint> members = new HashMap<>();

    /** 0 for unknown; guarded by this. */
    private long leader;

    /** Term in which {@link #leader} was told; guarded by this. Invariant: never falls. */
    private long term;

    /** The member with this id answered at this endpoint. */
    public synchronized void met(long memberId, Endpoint endpoint) {
        members.put(memberId, endpoint);
    }

    /** A member said who leads in a term; 0 for nobody. News of an older term are ignored. */
    public synchronized void told(long leaderId, long inTerm) {
        if (Long.compareUnsigned(inTerm, term) >= 0) {
            leader = leaderId;
            term = inTerm;
        }
    }

    /** What was believed of the leader proved wrong. */
    public synchronized void doubt() {
        leader = 0;
    }

    /** The endpoint of the leader, if the leader is known and was met. */
    public synchronized Optional<Endpoint> leader() {
        return leader == 0 ? Optional.empty() : Optional.ofNullable(members.get(leader));
    }
}
