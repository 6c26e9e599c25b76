package io.fairlead.server.sim.checker;

import io.fairlead.server.raft.model.Message;
import java.util.HashMap;
import java.util.Map;

/** Election Safety (section 5.2): who speaks as leader of a term is the only one that ever does; a vote is given once. */
public final class OneLeaderPerTerm {
    private final Map<Long, Long> leaders = new HashMap<>();
    private final Map<Ballot, Long> votes = new HashMap<>();

    /** What a member can give away once. */
    private record Ballot(long memberId, long term) {}

    /** A message leaves its sender. */
    public void sent(Message message) {
        switch (message.type()) {
            case APPEND_REQUEST, HEARTBEAT, INSTALL_SNAPSHOT, TIMEOUT_NOW -> leads(message.from(), message.term());
            case VOTE_RESPONSE -> voted((Message.VoteResponse) message);
            default -> {}
        }
    }

    public void leads(long memberId, long term) {
        Long other = leaders.putIfAbsent(term, memberId);
        if (other != null && other != memberId) {
            throw new BrokenPromise("two leaders of term " + term + ": " + Long.toHexString(other) + " and "
                    + Long.toHexString(memberId));
        }
    }

    private void voted(Message.VoteResponse vote) {
        if (vote.preVote() || vote.rejected()) {
            return;
        }
        Long other = votes.putIfAbsent(new Ballot(vote.from(), vote.term()), vote.to());
        if (other != null && other != vote.to()) {
            throw new BrokenPromise("two votes of " + Long.toHexString(vote.from()) + " in term " + vote.term()
                    + ": for " + Long.toHexString(other) + " and " + Long.toHexString(vote.to()));
        }
    }
}
