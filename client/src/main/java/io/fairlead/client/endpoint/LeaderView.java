package io.fairlead.client.endpoint;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who leads, and where, as far as answers have told. Always possibly stale: whoever uses it must stand a NOT_LEADER.
 *
 * <p>The header of an answer tells which member answered, and in which term. Who leads is told by a status alone; a header of a
 * newer term tells that what is known is out of date.
 */
public final class LeaderView {
    /**
     * What is believed now.
     *
     * @param leader 0 for unknown
     * @param term newest heard of. Invariant: never falls
     */
    private record Belief(long leader, long term) {}

    private final EndpointEvents events;

    /** Endpoint of each member that has answered. */
    private final Map<Long, Endpoint> members = new ConcurrentHashMap<>();

    /** Written under the lock of this. */
    private volatile Belief belief = new Belief(0, 0);

    /** Where {@link #belief} says the leader is, if that is known; written under the lock of this. */
    private volatile @Nullable Endpoint place;

    /** Last leader that {@link #events} was told of; guarded by this. */
    private long announced;

    /** A view that tells nobody of changes. */
    public LeaderView() {
        this(EndpointEvents.NONE);
    }

    public LeaderView(EndpointEvents events) {
        this.events = events;
    }

    /**
     * The header of an answer.
     *
     * @param memberId 0 if the header did not say
     * @param term 0 if the header did not say
     * @return true if the term is news: what was believed of the leader is forgotten, and it is time to ask who leads
     */
    public boolean answered(long memberId, long term, Endpoint from) {
        if (memberId != 0 && from.memberId() != memberId) {
            met(memberId, from);
        }
        return Long.compareUnsigned(term, belief.term()) > 0 && begins(term);
    }

    private synchronized boolean begins(long term) {
        if (Long.compareUnsigned(term, belief.term()) <= 0) {
            return false;
        }
        believe(0, term);
        return true;
    }

    /** The member with this id answered at this endpoint. */
    public synchronized void met(long memberId, Endpoint endpoint) {
        endpoint.memberId(memberId);
        members.put(memberId, endpoint);
        believe(belief.leader(), belief.term());
    }

    /** A member said who leads in a term; 0 for nobody. News of an older term are ignored. */
    public void told(long leaderId, long inTerm) {
        synchronized (this) {
            if (Long.compareUnsigned(inTerm, belief.term()) < 0) {
                return;
            }
            believe(leaderId, inTerm);
            if (leaderId == 0 || leaderId == announced) {
                return;
            }
            announced = leaderId;
        }
        events.leaderChanged(leaderId, inTerm);
    }

    /** What was believed of the leader proved wrong. */
    public synchronized void doubt() {
        believe(0, belief.term());
    }

    /** The leader was thought to be there, and did not serve as one. */
    public synchronized void doubt(Endpoint there) {
        if (place == there) {
            doubt();
        }
    }

    /** The endpoint of the leader, if the leader is known and was met. */
    public Optional<Endpoint> leader() {
        return Optional.ofNullable(place);
    }

    /** As {@link #leader()}, for each call. */
    public @Nullable Endpoint leaderOrNull() {
        return place;
    }

    /** The newest term heard of; 0 for none. */
    public long term() {
        return belief.term();
    }

    private void believe(long leader, long term) {
        belief = new Belief(leader, term);
        place = leader == 0 ? null : members.get(leader);
    }
}
