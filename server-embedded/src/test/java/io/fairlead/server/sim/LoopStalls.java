package io.fairlead.server.sim;

import java.util.List;
import java.util.SplittableRandom;

/** One loop of a member gets no turn for a while, as a thread that is not scheduled, and all its others go on. */
final class LoopStalls implements Trouble {
    private static final String RAFT = "raft";
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
        List<String> loops = victim.loops();
        if (!loops.isEmpty()) {
            // A leader that hears nothing is the worst of them.
            String loop = random.nextInt(3) == 0 ? RAFT : loops.get(random.nextInt(loops.size()));
            cluster.tally().happened(Fault.LOOP_STALLED);
            cluster.journal().note(victim.name(), "gives no turn to its loop " + loop + " for " + nanos + " ns");
            victim.stall(loop, nanos);
        }
    }
}
