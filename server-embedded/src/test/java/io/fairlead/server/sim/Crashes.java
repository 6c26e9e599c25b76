package io.fairlead.server.sim;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Members die: killed, without power, or without power in the middle of a call of the disk; one, the leader, or all at once. */
final class Crashes implements Trouble {
    private static final int DISK_CALLS_MAX = 30;
    private static final int FORCES_MAX = 8;

    private final SimCluster cluster;
    private final FaultPlan.CrashPlan plan;
    private final SplittableRandom random;

    Crashes(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.plan = cluster.plan().crashes();
        this.random = random;
    }

    @Override
    public long nanosMean() {
        return plan.nanosMean();
    }

    @Override
    public void strike() {
        switch (random.nextInt(8)) {
            case 0 -> {
                // What nobody has on disk is gone for good.
                cluster.tally().happened(Fault.KILL_OF_ALL);
                List.copyOf(cluster.members()).forEach(this::crash);
            }
            case 1, 2 -> {
                Optional<SimMember> leader = cluster.leader();
                leader.ifPresent(member -> cluster.tally().happened(Fault.KILL_OF_LEADER));
                crash(leader.orElseGet(() -> cluster.anybody(random)));
            }
            default -> crash(cluster.anybody(random));
        }
    }

    private void crash(SimMember victim) {
        if (random.nextDouble() < plan.inDisk()) {
            if (random.nextInt(3) == 0) {
                victim.crashInForce(1 + random.nextInt(FORCES_MAX));
            } else {
                victim.crashInDisk(1 + random.nextInt(DISK_CALLS_MAX));
            }
        } else {
            victim.crash(random.nextDouble() < plan.powerCuts());
        }
    }
}
