package io.fairlead.server.raft.quorum;

import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;

/**
 * A majority of the incoming and a majority of the outgoing voters (section 6). Outside a joint configuration {@code
 * outgoing} is empty and agrees to everything.
 */
public record JointQuorum(Majority incoming, Majority outgoing) {
    /** The highest number that both halves have reached; {@code Long.MAX_VALUE} for no voters at all. */
    public long committedIndex(LongUnaryOperator acknowledged) {
        return Math.min(incoming.committedIndex(acknowledged), outgoing.committedIndex(acknowledged));
    }

    public VoteResult tally(LongFunction<Vote> votes) {
        return incoming.tally(votes).and(outgoing.tally(votes));
    }

    /** Whether {@code id} decides alone. */
    public boolean isJust(long id) {
        return incoming.isJust(id) && (outgoing.isEmpty() || outgoing.isJust(id));
    }
}
