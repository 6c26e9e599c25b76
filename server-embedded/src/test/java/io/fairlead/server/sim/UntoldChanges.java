package io.fairlead.server.sim;

import io.fairlead.server.node.Node;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The others take a change of members from their leader, and nothing after it; and when the leader has written more, and has heard
 * that they have the change, its power goes out. It comes back with the longest log, and nobody else knows that the change is
 * committed. Where there are two members, the change is the removal of the one that leads.
 */
final class UntoldChanges implements Trouble {
    private static final long MILLI = FaultPlan.MILLI;

    /** Until the leader hears that the change has arrived. */
    private static final long UNHEARD_NANOS = 150 * MILLI;

    private final SimCluster cluster;
    private final SplittableRandom random;
    private final long nanosMean;

    /** From the leader to those who have the change. */
    private final List<Wires> cut = new ArrayList<>();

    private boolean waiting;

    /** The change that nobody shall hear more of; 0 for none. */
    private long change;

    private long lastChange;

    UntoldChanges(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
        this.nanosMean = Ambushes.nanosMean(random);
        cluster.network().observeArrivals(this::arrived);
    }

    @Override
    public long nanosMean() {
        return nanosMean;
    }

    @Override
    public void strike() {
        waiting = true;
        SimMember leader = cluster.leader().orElse(null);
        Node node = leader == null ? null : leader.node();
        if (leader != null && node != null && node.members().size() == 2) {
            cluster.removalAsked(leader.id());
            leader.run(() -> {
                var unused = node.removeMember(leader.id());
            });
        }
    }

    private void arrived(Message message) {
        if (!(message instanceof Message.AppendRequest append) || cluster.isCalm()) {
            return;
        }
        long index = lastChangeIn(append);
        SimMember leader = cluster.machineOf(append.from());
        SimMember follower = cluster.machineOf(append.to());
        if (index <= append.commit() || leader == null || follower == null) {
            return;
        }
        if (waiting && index > lastChange) {
            waiting = false;
            change = index;
            cluster.tally().happened(Fault.CHANGE_UNTOLD);
            cluster.world().in(UNHEARD_NANOS + random.nextLong(20 * MILLI, 300 * MILLI), () -> powerCut(leader));
        }
        if (index == change) {
            Wires wires = Wires.from(cluster, List.of(leader), List.of(follower));
            wires.cut();
            cut.add(wires);
            cluster.network().clog(follower.id(), leader.id(), cluster.world().nowNanos() + UNHEARD_NANOS);
        }
        lastChange = Math.max(lastChange, index);
    }

    private static long lastChangeIn(Message.AppendRequest append) {
        return append.slice().entries().stream()
                .filter(entry -> entry.type() == EntryType.CONF_CHANGE && entry.term() == append.term())
                .mapToLong(entry -> entry.index())
                .max()
                .orElse(0);
    }

    private void powerCut(SimMember leader) {
        change = 0;
        if (cluster.isCalm()) {
            return;
        }
        leader.hold(true);
        cluster.world().in(random.nextLong(500 * MILLI), () -> {
            if (!cluster.isCalm()) {
                cut.forEach(Wires::join);
                cut.clear();
                leader.release();
            }
        });
    }
}
