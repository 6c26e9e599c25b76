package io.fairlead.server.sim;

import java.util.List;
import java.util.SplittableRandom;

/** A disk is full for a while; now and then all are. */
final class FullDisks implements Trouble {
    private static final int BYTES_LEFT_MAX = 40_000;

    private final SimCluster cluster;
    private final SplittableRandom random;

    FullDisks(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
    }

    @Override
    public long nanosMean() {
        return cluster.plan().diskFaults().fullNanosMean();
    }

    @Override
    public void strike() {
        if (random.nextInt(4) == 0) {
            List.copyOf(cluster.members()).forEach(this::fill);
        } else {
            fill(cluster.anybody(random));
        }
    }

    private void fill(SimMember victim) {
        int left = random.nextInt(BYTES_LEFT_MAX);
        long refused = victim.disk().had(DiskFault.NO_SPACE);
        cluster.journal().note(victim.name(), "has " + left + " bytes left on its disk");
        victim.disk().limit(left);
        cluster.world().in(random.nextLong(cluster.plan().diskFaults().fullNanosMax()), () -> {
            victim.disk().unlimited();
            if (victim.disk().had(DiskFault.NO_SPACE) > refused) {
                cluster.tally().happened(Fault.DISK_FULL);
            }
        });
    }
}
