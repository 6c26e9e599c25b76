package io.fairlead.server.sim;

import io.fairlead.server.node.Node;
import java.util.SplittableRandom;

/** What operators do to members that are well, in the middle of all troubles: planned stops, handing over, defragmenting. */
final class Upkeep implements Trouble {
    private final SimCluster cluster;
    private final SplittableRandom random;

    Upkeep(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
    }

    @Override
    public long nanosMean() {
        return cluster.plan().upkeepNanosMean();
    }

    @Override
    public void strike() {
        SimMember member = random.nextBoolean()
                ? cluster.leader().orElseGet(() -> cluster.anybody(random))
                : cluster.anybody(random);
        Node node = member.node();
        if (node == null) {
            return;
        }
        switch (random.nextInt(3)) {
            case 0 -> member.stop();
            case 1 -> {
                SimMember target = cluster.anybody(random);
                cluster.tally().happened(Fault.LEADERSHIP_TRANSFER);
                cluster.journal().note(member.name(), "is asked to hand over to " + target.name());
                member.run(() -> {
                    var unused = node.transferLeadership(target.id());
                });
            }
            default -> {
                cluster.tally().happened(Fault.DEFRAGMENT);
                cluster.journal().note(member.name(), "is asked to defragment");
                member.run(() -> {
                    var unused = node.defragment();
                });
            }
        }
    }
}
