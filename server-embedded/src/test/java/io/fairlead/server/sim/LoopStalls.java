package io.fairlead.server.sim;

import java.util.SplittableRandom;

/** One loop of a member gets no turn for a while, as a thread that is not scheduled, and all its others go on. */
final class LoopStalls implements Trouble {
    private static final long NANOS_MAX = 5 * FaultPlan.SECOND;

    private final SimCluster cluster;
    private final SplittableRandom random;
    private final long nanosMean;

    LoopStalls(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
        this.nanosMean = FaultPlan.sometimes(random, 4, FaultPlan.SECOND, 4 * FaultPlan.SECOND);
    }

    @Override
    public long nanosMean() {
        return nanosMean;
    }

    @Override
    public void strike() {
        SimMember victim = random.nextBoolean()
                ? cluster.leader().orElseGet(() -> cluster.anybody(random))
                : cluster.anybody(random);
        long nanos = 1 + random.nextLong(NANOS_MAX);
        victim.stallALoop(random.nextInt(100), nanos).ifPresent(loop -> {
            cluster.tally().happened(Fault.LOOP_STALLED);
            cluster.journal().note(victim.name(), "gives no turn to its loop " + loop + " for " + nanos + " ns");
        });
    }
}
