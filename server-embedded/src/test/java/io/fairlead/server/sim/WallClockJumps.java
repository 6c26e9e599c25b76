package io.fairlead.server.sim;

import java.util.SplittableRandom;

/** Somebody sets a machine's wall clock, by seconds or by years, either way. Nothing may depend on it. */
final class WallClockJumps implements Trouble {
    private static final long MILLIS_MAX = 365L * 24 * 3600 * 1000;

    private final SimCluster cluster;
    private final SplittableRandom random;

    WallClockJumps(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
    }

    @Override
    public long nanosMean() {
        return cluster.plan().clocks().jumpNanosMean();
    }

    @Override
    public void strike() {
        SimMember victim = cluster.anybody(random);
        long most = random.nextBoolean() ? 10_000 : MILLIS_MAX;
        long millis = random.nextLong(-most, most + 1);
        cluster.tally().happened(Fault.WALL_CLOCK_JUMP);
        cluster.journal().note(victim.name(), "has its wall clock set by " + millis + " ms");
        victim.clock().jumpWall(millis);
    }
}
