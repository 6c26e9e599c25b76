package io.fairlead.server.sim;

import java.util.SplittableRandom;

/** A wire holds back all that enters it for a while, and lets it go at once: nothing is lost, all is late. */
final class Clogs implements Trouble {
    private final SimCluster cluster;
    private final FaultPlan.NetworkPlan plan;
    private final SplittableRandom random;

    Clogs(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.plan = cluster.plan().network();
        this.random = random;
    }

    @Override
    public long nanosMean() {
        return plan.clogNanosMean();
    }

    @Override
    public void strike() {
        SimMember from = cluster.anybody(random);
        SimMember to = cluster.anybody(random);
        long nanos = random.nextLong(plan.clogNanosMax());
        cluster.tally().happened(Fault.WIRE_CLOGGED);
        cluster.journal().note("world", "clogs " + from.name() + " to " + to.name());
        cluster.network().clog(from.id(), to.id(), cluster.world().nowNanos() + nanos);
    }
}
