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
            case VOTE_REQUEST -> stands((Message.VoteRequest) message);
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
        if (!vote.preVote() && !vote.rejected()) {
            votes(vote.from(), vote.term(), vote.to());
        }
    }

    /** A candidate votes for itself. */
    private void stands(Message.VoteRequest request) {
        if (!request.preVote()) {
            votes(request.from(), request.term(), request.from());
        }
    }

    private void votes(long voter, long term, long candidate) {
        Long other = votes.putIfAbsent(new Ballot(voter, term), candidate);
        if (other != null && other != candidate) {
            throw new BrokenPromise("two votes of " + Long.toHexString(voter) + " in term " + term + ": for "
                    + Long.toHexString(other) + " and " + Long.toHexString(candidate));
        }
    }
}
