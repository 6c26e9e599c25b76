package io.fairlead.server.sim;

import java.io.IOException;
import java.util.SplittableRandom;

/**
 * A disk damages what it keeps and says nothing: bits rot, sectors can't be read, writes go astray or are lost. Never on more
 * members at a time than the others can do without, so that a quorum has all that was committed; one that has back what it lost
 * may be struck again. Not while the membership changes as well.
 */
final class DiskDamage implements Trouble {
    private static final int CALLS_MAX = 40;

    private final SimCluster cluster;
    private final long nanosMean;
    private final SplittableRandom random;
    private final FaultAtlas atlas;

    DiskDamage(SimCluster cluster, SplittableRandom random) {
        this(cluster, cluster.plan().diskFaults().damageNanosMean(), random);
    }

    /** @param nanosMean between two damages, whatever the plan says */
    DiskDamage(SimCluster cluster, long nanosMean, SplittableRandom random) {
        this.cluster = cluster;
        this.nanosMean = nanosMean;
        this.random = random;
        this.atlas = cluster.atlas();
    }

    @Override
    public long nanosMean() {
        return cluster.plan().churn().isOn() ? FaultPlan.NEVER : nanosMean;
    }

    @Override
    public void strike() {
        try {
            atlas.noteHealed();
            SimMember victim = cluster.anybody(random);
            if (!victim.isUp() || !atlas.mayDamage(victim)) {
                return;
            }
            String done = damage(victim);
            if (!done.isEmpty()) {
                atlas.damaged(victim, done);
            }
        } catch (IOException e) {
            throw new AssertionError("a disk that can't be looked at", e);
        }
    }

    private String damage(SimMember victim) throws IOException {
        switch (random.nextInt(6)) {
            case 0 -> {
                victim.crash(random.nextBoolean());
                return FaultAtlas.damageLog(victim.disk(), SimMember.WAL, random);
            }
            case 1 -> {
                return FaultAtlas.damageVote(victim.disk(), SimMember.WAL, (int) (victim.id() & 1), random);
            }
            case 2, 3 -> {
                if (random.nextBoolean()) {
                    victim.crash(random.nextBoolean());
                }
                return FaultAtlas.damageState(
                        victim.disk(), random.nextInt(8) == 0 ? SimMember.SNAP : SimMember.STATE, random);
            }
            case 4 -> {
                return arm(victim.disk(), DiskFault.LOST_WRITE);
            }
            default -> {
                return arm(victim.disk(), DiskFault.MISDIRECTED_WRITE);
            }
        }
    }

    private String arm(SimDisk disk, DiskFault kind) {
        disk.arm(kind, SimMember.STATE, 1 + random.nextInt(CALLS_MAX));
        return kind + " to come";
    }
}
