package io.fairlead.server.sim;

import java.util.SplittableRandom;

/** Members stand still, as in a long collection of garbage, and go on as if nothing had been. */
final class Pauses implements Trouble {
    private final SimCluster cluster;
    private final FaultPlan.PausePlan plan;
    private final SplittableRandom random;

    Pauses(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.plan = cluster.plan().pauses();
        this.random = random;
    }

    @Override
    public long nanosMean() {
        return plan.nanosMean();
    }

    @Override
    public void strike() {
        SimMember victim = random.nextBoolean()
                ? cluster.leader().orElseGet(() -> cluster.anybody(random))
                : cluster.anybody(random);
        if (!victim.isUp() || victim.isPaused()) {
            return;
        }
        boolean leads = cluster.leader().filter(victim::equals).isPresent();
        cluster.tally().happened(leads ? Fault.PAUSE_OF_LEADER : Fault.PAUSE);
        cluster.journal().note(victim.name(), "pauses");
        int life = victim.lives();
        victim.pause();
        cluster.world().in(random.nextLong(plan.nanosMax()), () -> {
            if (victim.lives() == life) {
                victim.resume();
            }
        });
    }
}
