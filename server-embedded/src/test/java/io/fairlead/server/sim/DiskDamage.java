package io.fairlead.server.sim;

import io.fairlead.server.storage.wal.Wal;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

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

    /** By member, the life in which it was struck last. */
    private final Map<Long, Integer> struck = new TreeMap<>();

    DiskDamage(SimCluster cluster, SplittableRandom random) {
        this(cluster, cluster.plan().diskFaults().damageNanosMean(), random);
    }

    /** @param nanosMean between two damages, whatever the plan says */
    DiskDamage(SimCluster cluster, long nanosMean, SplittableRandom random) {
        this.cluster = cluster;
        this.nanosMean = nanosMean;
        this.random = random;
        this.atlas = new FaultAtlas(cluster.plan().members());
    }

    @Override
    public long nanosMean() {
        return cluster.plan().churn().isOn() ? FaultPlan.NEVER : nanosMean;
    }

    @Override
    public void strike() {
        try {
            for (SimMember member : cluster.members()) {
                noteIfHealed(member);
            }
            SimMember victim = cluster.anybody(random);
            if (!victim.isUp() || !atlas.mayDamage(victim.id())) {
                return;
            }
            String done = damage(victim);
            if (!done.isEmpty()) {
                atlas.damaged(victim.id());
                struck.put(victim.id(), victim.lives());
                cluster.journal().note(victim.name(), "has its disk damaged: " + done);
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

    /** It began a life from what the platters really have, and misses nothing of it any more. */
    private void noteIfHealed(SimMember member) throws IOException {
        if (atlas.isDamaged(member.id())
                && member.isUp()
                && member.lives() > struck.getOrDefault(member.id(), 0)
                && !member.disk().isLying()
                && !Wal.isRegaining(member.disk(), SimMember.WAL)) {
            cluster.journal().note(member.name(), "has healed");
            cluster.tally().checked("members that regained what they lost", 1);
            atlas.healed(member.id());
        }
    }
}
