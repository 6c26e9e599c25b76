package io.fairlead.server.sim;

import io.fairlead.server.membership.Member;
import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeStatus;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.sim.checker.BrokenPromise;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a leader calls committed stands on the platters of a quorum at that moment (section 5.3): all of it could lose power, and
 * the entry would still be in the log of whoever is elected. Looked at where the leader can't count itself, and now and then, in worlds whose membership stays as it is
 * and whose disks keep what they have.
 */
final class DurableCommits {
    private static final int RISES_PER_LOOK = 16;

    private final SimCluster cluster;
    private final Platters platters;
    private long highest;

    /** What was sent last by a leader that had not sent as much before, and how often its disk had been forced by then. */
    private Sent sent = new Sent(0, 0, 0, 0);

    private int rises;

    DurableCommits(SimCluster cluster, Platters platters) {
        this.cluster = cluster;
        this.platters = platters;
    }

    private record Sent(long leader, long after, long upTo, long forces) {}

    /** A message leaves its sender. */
    void sent(Message message) {
        if (!(message instanceof Message.AppendRequest append) || append.slice().isEmpty()) {
            return;
        }
        long upTo = append.slice().last().index();
        SimMember leader = cluster.machineOf(append.from());
        if (leader != null && (sent.leader() != append.from() || upTo > sent.upTo())) {
            long after = sent.leader() == append.from()
                    ? sent.upTo()
                    : append.slice().previous().index();
            sent = new Sent(append.from(), after, upTo, leader.disk().forces());
        }
    }

    /** Whether the leader's own disk can't have the entry yet: it was not forced since the entry was sent. */
    private boolean leadsItsDisk(SimMember leader) {
        return sent.leader() == leader.id()
                && highest > sent.after()
                && highest <= sent.upTo()
                && leader.disk().forces() == sent.forces();
    }

    /** A member that leads stands so. */
    void leads(SimMember leader, NodeStatus status) {
        if (status.commitIndex() <= highest) {
            return;
        }
        highest = status.commitIndex();
        if ((++rises % RISES_PER_LOOK == 0 || leadsItsDisk(leader))
                && !cluster.plan().churn().isOn()
                && cluster.everyone().stream().noneMatch(member -> member.disk().isDamaged())) {
            look(leader, status);
        }
    }

    private void look(SimMember leader, NodeStatus status) {
        Node node = Objects.requireNonNull(leader.node());
        int voters = 0;
        Map<Long, Integer> holdersByTerm = new TreeMap<>();
        int released = 0;
        for (Member member : node.members()) {
            if (member.learner()) {
                continue;
            }
            voters++;
            LogSlice log = durableLog(Objects.requireNonNull(cluster.machineOf(member.id())));
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
        if (released + most <= voters / 2) {
            throw new BrokenPromise(leader.name() + " calls entry " + highest + " committed in term " + status.term()
                    + ", but of " + voters + " voters " + (released + most) + " have it on their disks");
        }
        cluster.tally().checked("commits found on the platters of a quorum", 1);
    }

    private LogSlice durableLog(SimMember member) {
        try {
            return platters.logOf(member).entries();
        } catch (IOException e) {
            throw new BrokenPromise(
                    "the log of " + member.name() + " can't be read from its platters: " + e.getMessage());
        }
    }
}
