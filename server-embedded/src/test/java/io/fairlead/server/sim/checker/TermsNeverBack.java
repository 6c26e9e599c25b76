package io.fairlead.server.sim.checker;

import io.fairlead.server.raft.model.Message;
import java.util.HashMap;
import java.util.Map;

/**
 * A member's term does not go back over its restarts (section 5.1): in a term in which it has voted, stood for election, led or
 * acknowledged entries it knows of that term whenever it speaks again. What binds nobody, the answer to a heartbeat, may be
 * forgotten.
 */
public final class TermsNeverBack {
    private final Map<Long, Standing> standings = new HashMap<>();

    private static final class Standing {
        private int life;

        /** Highest term that it bound itself in, in this life and in all before. */
        private long bound;

        /** As it was when this life began. */
        private long floor;
    }

    /** A message leaves its sender in its {@code life}. */
    public void sent(Message message, int life) {
        if (message.term() == 0 || isPreVote(message)) {
            return;
        }
        Standing standing = standingIn(message.from(), life);
        if (message.term() < standing.floor) {
            throw new BrokenPromise("member " + Long.toHexString(message.from()) + " has bound itself in term "
                    + standing.floor + " in an earlier life, and says " + message);
        }
        if (binds(message)) {
            standing.bound = Math.max(standing.bound, message.term());
        }
    }

    /** A member is in this term in its {@code life}, whether or not it speaks. */
    public void stands(long memberId, long term, int life) {
        long floor = standingIn(memberId, life).floor;
        if (term < floor) {
            throw new BrokenPromise("member " + Long.toHexString(memberId) + " has bound itself in term " + floor
                    + " in an earlier life, and is in term " + term);
        }
    }

    private Standing standingIn(long memberId, int life) {
        Standing standing = standings.computeIfAbsent(memberId, id -> new Standing());
        if (standing.life != life) {
            standing.life = life;
            standing.floor = standing.bound;
        }
        return standing;
    }

    private static boolean binds(Message message) {
        return switch (message.type()) {
            case VOTE_REQUEST, APPEND_REQUEST, HEARTBEAT, INSTALL_SNAPSHOT, TIMEOUT_NOW -> true;
            case VOTE_RESPONSE -> !((Message.VoteResponse) message).rejected();
            case APPEND_RESPONSE -> !((Message.AppendResponse) message).rejected();
            default -> false;
        };
    }

    /** Names a term to come, or that of somebody else. */
    private static boolean isPreVote(Message message) {
        return (message instanceof Message.VoteRequest request && request.preVote())
                || (message instanceof Message.VoteResponse response && response.preVote());
    }
}
