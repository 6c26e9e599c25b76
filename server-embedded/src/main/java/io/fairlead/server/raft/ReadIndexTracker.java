package io.fairlead.server.raft;

import io.fairlead.server.raft.quorum.JointQuorum;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The linearizable reads that wait for the leader to know that it still leads (thesis, section 6.4).
 *
 * <p>All reads that come in between two {@code Ready}s share one round of heartbeats. Rounds are numbered by this leader, and
 * a response names its round, so a late answer to an older round confirms nothing newer; an answer to a newer round confirms
 * all older ones. The number dies with the leader's term, and responses of other terms never get here.
 */
final class ReadIndexTracker {
    private final long self;
    private final int readsMax;

    /** Asked for before this term had a committed entry: what is committed is not known yet. */
    private List<Read> early = new ArrayList<>();

    /** Asked for since the last round began. */
    private List<Read> gathering = new ArrayList<>();

    /** Rounds under way, oldest first. */
    private final ArrayDeque<Round> rounds = new ArrayDeque<>();

    /** The latest round that each member has answered. */
    private final TreeMap<Long, Long> answered = new TreeMap<>(Long::compareUnsigned);

    private long lastRound;
    private int waiting;

    ReadIndexTracker(long self, int readsMax) {
        this.self = self;
        this.readsMax = readsMax;
    }

    boolean isFull() {
        return waiting >= readsMax;
    }

    void addEarly(long requester, long context) {
        early.add(new Read(requester, context, 0));
        waiting++;
    }

    /** The reads to ask for again now that the commit index is known. */
    List<Read> takeEarly() {
        List<Read> taken = early;
        early = new ArrayList<>();
        waiting -= taken.size();
        return taken;
    }

    void add(Read read) {
        gathering.add(read);
        waiting++;
    }

    boolean isRoundDue() {
        return !gathering.isEmpty();
    }

    /** Begins the next round with the reads gathered so far, and answers its number. */
    long beginRound() {
        lastRound++;
        rounds.addLast(new Round(lastRound, gathering));
        gathering = new ArrayList<>();
        return lastRound;
    }

    /** The round that a heartbeat should ask for now, or 0. */
    long pendingRound() {
        return rounds.isEmpty() ? 0 : lastRound;
    }

    void onAnswer(long member, long round) {
        answered.merge(member, Math.min(round, lastRound), Math::max);
    }

    /** The reads that a quorum has confirmed, in the order in which they were asked for. */
    List<Read> takeConfirmed(JointQuorum quorum) {
        if (rounds.isEmpty()) {
            return List.of();
        }
        long confirmed = quorum.committedIndex(id -> id == self ? lastRound : answered.getOrDefault(id, 0L));
        List<Read> reads = new ArrayList<>();
        while (!rounds.isEmpty() && rounds.getFirst().number <= confirmed) {
            reads.addAll(rounds.removeFirst().reads);
        }
        waiting -= reads.size();
        return reads;
    }

    /** A read of {@code requester}; {@code index} is what was committed when it came in. */
    record Read(long requester, long context, long index) {}

    private record Round(long number, List<Read> reads) {}
}
