package io.fairlead.server.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes the troubles of a plan happen, each kind at times of its own, until the calm. */
final class Faults {
    private final SimCluster cluster;
    private final SplittableRandom random;
    private final Churn churn;
    private final List<Trouble> troubles;

    Faults(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
        churn = new Churn(cluster, random.split());
        troubles = new ArrayList<>(List.of(
                new Crashes(cluster, random.split()),
                new Partitions(cluster, random.split()),
                new Clogs(cluster, random.split()),
                new Pauses(cluster, random.split()),
                new DiskErrors(cluster, random.split()),
                new DiskDamage(cluster, random.split()),
                new FullDisks(cluster, random.split()),
                new WallClockJumps(cluster, random.split()),
                new Upkeep(cluster, random.split()),
                churn,
                new FailpointFaults(cluster, random.split()),
                new Lags(cluster, random.split()),
                new LoopStalls(cluster, random.split())));
    }

    void add(Trouble trouble) {
        troubles.add(trouble);
    }

    void begin() {
        troubles.forEach(this::again);
        new AimedCrashes(cluster, random.split()).begin();
    }

    Churn churn() {
        return churn;
    }

    private void again(Trouble trouble) {
        if (trouble.nanosMean() == FaultPlan.NEVER) {
            return;
        }
        double nanos = -Math.log(1 - random.nextDouble()) * trouble.nanosMean();
        cluster.world().in((long) nanos, () -> {
            if (!cluster.isCalm()) {
                trouble.strike();
                again(trouble);
            }
        });
    }
}
