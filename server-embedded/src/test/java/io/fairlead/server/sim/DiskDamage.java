package io.fairlead.server.sim;

import java.io.IOException;
import java.util.SplittableRandom;

/**
 * A disk damages what it keeps and says nothing: bits rot, sectors can't be read, writes go astray or are lost. On a minority of
 * members, so that a quorum still has all that was committed; never while the membership changes as well.
 */
final class DiskDamage implements Trouble {
    private static final int CALLS_MAX = 40;

    private final SimCluster cluster;
    private final SplittableRandom random;
    private final FaultAtlas atlas;

    DiskDamage(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
        this.atlas = new FaultAtlas(cluster.plan().members());
    }

    @Override
    public long nanosMean() {
        return cluster.plan().churn().isOn()
                ? FaultPlan.NEVER
                : cluster.plan().disk().damageNanosMean();
    }

    @Override
    public void strike() {
        SimMember victim = cluster.anybody(random);
        if (!atlas.mayDamage(victim.id())) {
            return;
        }
        try {
            String done = damage(victim.disk());
            if (!done.isEmpty()) {
                atlas.damaged(victim.id());
                cluster.journal().note(victim.name(), "has its disk damaged: " + done);
                if (random.nextBoolean()) {
                    victim.crash(random.nextBoolean());
                }
            }
        } catch (IOException e) {
            // Nothing there yet that could be damaged.
        }
    }

    private String damage(SimDisk disk) throws IOException {
        return switch (random.nextInt(4)) {
            case 0 -> FaultAtlas.damageLog(disk, SimMember.WAL, random);
            case 1 -> FaultAtlas.damageState(disk, SimMember.STATE, random);
            case 2 -> arm(disk, DiskFault.LOST_WRITE);
            default -> arm(disk, DiskFault.MISDIRECTED_WRITE);
        };
    }

    private String arm(SimDisk disk, DiskFault kind) {
        disk.arm(kind, SimMember.STATE, 1 + random.nextInt(CALLS_MAX));
        return kind + " to come";
    }
}
