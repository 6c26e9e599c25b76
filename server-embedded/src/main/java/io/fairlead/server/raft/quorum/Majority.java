package io.fairlead.server.raft.quorum;

import java.util.Arrays;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;

/**
 * More than half of a set of voters. An empty set agrees to everything, so that it is neutral as one half of a {@link
 * JointQuorum}; whoever has no other half must not ask it.
 */
public final class Majority {
    private final long[] ids;

    public Majority(Set<Long> voters) {
        ids = new long[voters.size()];
        int i = 0;
        for (long id : voters) {
            ids[i++] = id;
        }
    }

    public boolean isEmpty() {
        return ids.length == 0;
    }

    /** How many voters there are. */
    public int size() {
        return ids.length;
    }

    /** How many of them are needed. */
    public int needed() {
        return neededOf(ids.length);
    }

    /** How many are needed of so many voters. */
    public static int neededOf(int voters) {
        return voters / 2 + 1;
    }

    /** Whether {@code id} is the only voter. */
    public boolean isJust(long id) {
        return ids.length == 1 && ids[0] == id;
    }

    /**
     * The highest number that a majority has reached.
     *
     * @param acknowledged how far a voter has come, 0 where nothing is known of it
     * @return {@code Long.MAX_VALUE} for no voters
     */
    public long committedIndex(LongUnaryOperator acknowledged) {
        if (ids.length == 0) {
            return Long.MAX_VALUE;
        }
        long[] reached = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            reached[i] = acknowledged.applyAsLong(ids[i]);
        }
        Arrays.sort(reached);
        return reached[ids.length - needed()];
    }

    public VoteResult tally(LongFunction<Vote> votes) {
        int granted = 0;
        int missing = 0;
        for (long id : ids) {
            switch (votes.apply(id)) {
                case GRANTED -> granted++;
                case MISSING -> missing++;
                case REFUSED -> {}
            }
        }
        if (ids.length == 0 || granted >= needed()) {
            return VoteResult.WON;
        }
        return granted + missing >= needed() ? VoteResult.PENDING : VoteResult.LOST;
    }
}
