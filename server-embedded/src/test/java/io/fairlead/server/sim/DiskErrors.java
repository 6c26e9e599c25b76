package io.fairlead.server.sim;

import java.util.SplittableRandom;

/**
 * A disk reports that it could not read or write: the member must stop, and may start again from what is left. Forces that fail
 * are left to tests of their own: what a member lost by one must come from a leader, and there may be none without it.
 */
final class DiskErrors implements Trouble {
    private static final DiskFault[] KINDS = {DiskFault.READ_ERROR, DiskFault.WRITE_ERROR, DiskFault.WRITE_ERROR};
    private static final int CALLS_MAX = 40;

    private final SimCluster cluster;
    private final SplittableRandom random;

    DiskErrors(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
    }

    @Override
    public long nanosMean() {
        return cluster.plan().disk().errorNanosMean();
    }

    @Override
    public void strike() {
        SimMember victim = cluster.anybody(random);
        DiskFault kind = KINDS[random.nextInt(KINDS.length)];
        cluster.journal().note(victim.name(), "will have " + kind);
        victim.disk().arm(kind, SimMember.HOME, 1 + random.nextInt(CALLS_MAX));
    }
}
