package io.fairlead.server.raft;

import java.util.random.RandomGenerator;

/**
 * Counts the ticks since the leader was heard, against a timeout drawn anew from [T, 2T) whenever the timer starts over, so
 * that candidates which split a vote are unlikely to do so twice (section 5.2).
 */
final class ElectionTimer {
    private final int electionTicks;
    private final RandomGenerator random;
    private int elapsed;
    private int timeout;

    ElectionTimer(int electionTicks, int initialElapsed, RandomGenerator random) {
        this.electionTicks = electionTicks;
        this.random = random;
        restart();
        elapsed = initialElapsed;
    }

    void tick() {
        elapsed++;
    }

    /** Starts over with the same timeout: the leader was heard. */
    void rewind() {
        elapsed = 0;
    }

    /** Starts over with a new timeout. */
    void restart() {
        elapsed = 0;
        timeout = electionTicks + random.nextInt(electionTicks);
    }

    boolean isExpired() {
        return elapsed >= timeout;
    }

    /** Whether at least the shortest election timeout went by: nobody could have been elected before that. */
    boolean isElectionTimeoutOver() {
        return elapsed >= electionTicks;
    }
}
