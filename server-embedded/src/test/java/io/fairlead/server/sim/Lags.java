package io.fairlead.server.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Wires that get slower and slower: what comes out of them is older with each message, and still comes. At its worst the leader goes
 * on hearing what its followers said seconds ago and is heard by nobody any more: it has every reason to believe that it leads.
 */
final class Lags implements Trouble {
    private static final long SECOND = FaultPlan.SECOND;

    private final SimCluster cluster;
    private final SplittableRandom random;
    private final long nanosMean;

    Lags(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
        this.nanosMean = FaultPlan.sometimes(random, 3, SECOND, 6 * SECOND);
    }

    /** A direction of a pair. */
    private record Wire(long from, long to) {}

    @Override
    public long nanosMean() {
        return nanosMean;
    }

    @Override
    public void strike() {
        SimMember leader = cluster.leader().orElseGet(() -> cluster.anybody(random));
        List<Wire> back = new ArrayList<>();
        List<Wire> there = new ArrayList<>();
        for (SimMember other : cluster.members()) {
            if (!other.equals(leader)) {
                there.add(new Wire(leader.id(), other.id()));
                back.add(new Wire(other.id(), leader.id()));
            }
        }
        if (there.isEmpty()) {
            return;
        }
        long nanos = random.nextLong(SECOND / 2, 3 * SECOND);
        switch (random.nextInt(4)) {
            case 0 -> slow(there, 2 * nanos);
            case 1 -> slow(List.of(there.get(random.nextInt(there.size()))), 2 * nanos);
            default -> leaderInThePast(leader, there, back, nanos);
        }
    }

    private void slow(List<Wire> wires, long nanos) {
        cluster.tally().happened(Fault.WIRE_LAGGING);
        cluster.journal().note("world", "slows " + wires.size() + " wires down");
        long now = cluster.world().nowNanos();
        double rate = 0.3 + random.nextDouble();
        wires.forEach(wire -> cluster.network().lag(wire.from(), wire.to(), now, now + nanos, rate));
    }

    private void leaderInThePast(SimMember leader, List<Wire> there, List<Wire> back, long nanos) {
        cluster.tally().happened(Fault.LEADER_IN_THE_PAST);
        cluster.journal().note("world", leader.name() + " hears things late, and is not heard soon");
        slow(back, 3 * nanos);
        cluster.world().in(nanos, () -> {
            if (!cluster.isCalm()) {
                there.forEach(wire -> cluster.network().cut(wire.from(), wire.to()));
                cluster.world().in(2 * nanos, () -> {
                    if (!cluster.isCalm()) {
                        there.forEach(wire -> cluster.network().join(wire.from(), wire.to()));
                    }
                });
            }
        });
    }
}
