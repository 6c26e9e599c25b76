package io.fairlead.server.sim;

import java.util.SplittableRandom;

/**
 * A disk reports that it could not read, write or force something: the member must stop, and may start again from what is left.
 * No member loses by that what it had acknowledged, so any of them may be struck, and all.
 */
final class DiskErrors implements Trouble {
    private static final DiskFault[] KINDS = {DiskFault.READ_ERROR, DiskFault.WRITE_ERROR, DiskFault.FORCE_ERROR};
    private static final int CALLS_MAX = 40;

    private final SimCluster cluster;
    private final SplittableRandom random;

    DiskErrors(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
    }

    @Override
    public long nanosMean() {
        return cluster.plan().diskFaults().errorNanosMean();
    }

    @Override
    public void strike() {
        SimMember victim = cluster.anybody(random);
        DiskFault kind = KINDS[random.nextInt(KINDS.length)];
        cluster.journal().note(victim.name(), "will have " + kind);
        // One at a time: what can't be read twice in a row counts as lost.
        victim.disk().disarm(kind);
        // The state is forced seldom.
        boolean ofState = random.nextBoolean();
        int calls = 1 + random.nextInt(ofState && kind == DiskFault.FORCE_ERROR ? 3 : CALLS_MAX);
        victim.disk().arm(kind, ofState ? SimMember.STATE : SimMember.HOME, calls);
    }
}
