package io.fairlead.server.sim;

import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeStatus;
import io.fairlead.server.sim.checker.BrokenPromise;
import java.util.ArrayList;
import java.util.List;

/** The time after the troubles: everything must come good again, within a time that does not depend on what happened before. */
final class Calm {
    private static final long SECOND = 1_000_000_000L;
    private static final long NANOS_MAX = 60 * SECOND;

    private final SimCluster cluster;
    private final Clients clients;

    Calm(SimCluster cluster, Clients clients) {
        this.cluster = cluster;
        this.clients = clients;
    }

    /** Every member must take a write, and then all must have the same state. */
    void awaitAgreement() {
        SimScheduler world = cluster.world();
        long deadline = world.nowNanos() + NANOS_MAX;
        List<SimMember> unserved = new ArrayList<>(cluster.members());
        cluster.members().forEach(member -> serve(member, unserved));
        while (!unserved.isEmpty() || !agree()) {
            if (!world.step(deadline)) {
                throw new BrokenPromise("no agreement after the calm: "
                        + unserved.stream().map(SimMember::name).toList() + " took no write; " + standings());
            }
        }
    }

    private void serve(SimMember member, List<SimMember> unserved) {
        clients.putThrough(member, success -> {
            if (success) {
                unserved.remove(member);
            } else {
                cluster.world().in(SECOND / 10, () -> serve(member, unserved));
            }
        });
    }

    private boolean agree() {
        NodeStatus first = null;
        for (SimMember member : cluster.members()) {
            Node node = member.node();
            if (node == null) {
                return false;
            }
            NodeStatus status = node.status();
            first = first == null ? status : first;
            if (status.appliedIndex() != first.appliedIndex()
                    || status.commitIndex() != status.appliedIndex()
                    || status.leaderId() != first.leaderId()
                    || !clients.areSettledAt(member)) {
                return false;
            }
        }
        return true;
    }

    private List<String> standings() {
        return cluster.members().stream()
                .map(member -> {
                    Node node = member.node();
                    return member.name() + (node == null ? " is down" : ": " + node.status());
                })
                .toList();
    }
}
