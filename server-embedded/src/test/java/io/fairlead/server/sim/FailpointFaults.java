package io.fairlead.server.sim;

import io.fairlead.server.failpoint.Failpoint;
import java.util.SplittableRandom;

/** Members crash, or are slow, at a named place: the next time they come by it, or some times later. */
final class FailpointFaults implements Trouble {
    private static final Failpoint[] PLACES = Failpoint.values();
    private static final int PASSES_MAX = 4;

    private final SimCluster cluster;
    private final FaultPlan.FailpointPlan plan;
    private final SplittableRandom random;

    FailpointFaults(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.plan = cluster.plan().failpoints();
        this.random = random;
    }

    @Override
    public long nanosMean() {
        return plan.nanosMean();
    }

    /** What was armed before and not come by stays armed, so that rare places have their turn, too. */
    @Override
    public void strike() {
        SimMember member = random.nextBoolean()
                ? cluster.leader().orElseGet(() -> cluster.anybody(random))
                : cluster.anybody(random);
        if (!member.isUp()) {
            return;
        }
        Failpoint place = PLACES[random.nextInt(PLACES.length)];
        boolean sleeps = random.nextDouble() < plan.sleeps();
        String act =
                sleeps ? "1*sleep(" + (1 + random.nextLong(plan.sleepNanosMax()) / FaultPlan.MILLI) + ")" : "panic";
        String terms = random.nextInt(PASSES_MAX) + "*off->" + act;
        cluster.journal().note(member.name(), place.label() + " is armed: " + terms);
        member.failpoints().arm(place, terms);
    }
}
