package io.fairlead.server.sim.checker;

import io.fairlead.server.raft.model.Message;
import java.util.Map;
import java.util.TreeMap;

/** Election Safety (section 5.2): who speaks as leader of a term is the only one that ever does; a vote is given once. */
public final class OneLeaderPerTerm {
    private final Map<Long, Long> leaders = new TreeMap<>();
    private final Map<String, Long> votes = new TreeMap<>();

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
        String ballot = Long.toHexString(vote.from()) + " in term " + vote.term();
        Long other = votes.putIfAbsent(ballot, vote.to());
        if (other != null && other != vote.to()) {
            throw new BrokenPromise("two votes of " + ballot + ": for " + Long.toHexString(other) + " and "
                    + Long.toHexString(vote.to()));
        }
    }
}
