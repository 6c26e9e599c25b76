package io.fairlead.server.sim.checker;

import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a leader calls committed stands on the platters of a quorum at that moment (section 5.3): all of it could lose power, and
 * the entry would still be in the log of whoever is elected. Looked at where the leader can't count itself, and now and then, in
 * worlds whose membership stays as it is and whose disks keep what they have.
 */
public final class DurableCommits {
    static final int RISES_PER_LOOK = 16;

    private final Machines machines;
    private long highest;

    /** What was sent last by a leader that had not sent as much before, and how often its disk had been forced by then. */
    private Sent sent = new Sent(0, 0, 0, 0);

    private int rises;
    private long looks;

    public DurableCommits(Machines machines) {
        this.machines = machines;
    }

    private record Sent(long leader, long after, long upTo, long forces) {}

    /** A message leaves its sender. */
    public void sent(Message message) {
        if (!(message instanceof Message.AppendRequest append) || append.slice().isEmpty()) {
            return;
        }
        long upTo = append.slice().last().index();
        if (sent.leader() != append.from() || upTo > sent.upTo()) {
            long after = sent.leader() == append.from()
                    ? sent.upTo()
                    : append.slice().previous().index();
            sent = new Sent(append.from(), after, upTo, machines.forcesOf(append.from()));
        }
    }

    /** Whether the leader's own disk can't have the entry yet: it was not forced since the entry was sent. */
    private boolean leadsItsDisk(long leader) {
        return sent.leader() == leader
                && highest > sent.after()
                && highest <= sent.upTo()
                && machines.forcesOf(leader) == sent.forces();
    }

    /** A member leads this term, and takes the log for committed up to this index. */
    public void leads(long leader, long term, long commitIndex) {
        if (commitIndex <= highest) {
            return;
        }
        highest = commitIndex;
        if ((++rises % RISES_PER_LOOK == 0 || leadsItsDisk(leader)) && machines.areSteady()) {
            look(leader, term);
        }
    }

    /** How many commits were found on the platters of a quorum. */
    public long looks() {
        return looks;
    }

    private void look(long leader, long term) {
        Set<Long> voters = machines.votersBy(leader);
        Map<Long, Integer> holdersByTerm = new TreeMap<>();
        int released = 0;
        for (long voter : voters) {
            LogSlice log = machines.durableLogOf(voter);
            if (log.previous().index() >= highest) {
                released++;
            } else if (log.last().index() >= highest) {
                holdersByTerm.merge(log.termAt(highest), 1, Integer::sum);
            }
        }
        int most = holdersByTerm.values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        if (released + most <= voters.size() / 2) {
            throw new BrokenPromise(machines.nameOf(leader) + " calls entry " + highest + " committed in term " + term
                    + ", but of " + voters.size() + " voters " + (released + most) + " have it on their disks");
        }
        looks++;
    }
}
