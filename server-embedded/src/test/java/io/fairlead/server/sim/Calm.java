package io.fairlead.server.sim;

import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeStatus;
import io.fairlead.server.sim.checker.BrokenPromise;
import java.util.ArrayList;
import java.util.List;

/**
 * The time after the troubles: everything must come good again, within a time that does not depend on what happened before. All
 * wires are whole, everybody is up, nobody is slow; and it stays so.
 */
final class Calm {
    private static final long SECOND = 1_000_000_000L;
    private static final long NANOS_MAX = 60 * SECOND;
    private static final long STEP_NANOS = SECOND / 10;

    private final SimCluster cluster;
    private final SimScheduler world;
    private final Churn churn;
    private final Clients clients;
    private boolean settled;
    private boolean over;

    Calm(SimCluster cluster, Churn churn, Clients clients) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.churn = churn;
        this.clients = clients;
    }

    /** Each member must take a write, and then all must have the same state. */
    void run() {
        cluster.calmDown();
        cluster.network().joinAll();
        for (SimMember member : List.copyOf(cluster.members())) {
            member.resume();
            member.disk().disarm();
            member.start();
        }
        long deadline = world.nowNanos() + NANOS_MAX;
        settle();
        List<SimMember> served = new ArrayList<>();
        serve(served);
        await(
                deadline,
                () -> settled && served.containsAll(cluster.members()) && agree(),
                "no agreement after the calm");
        over = true;
    }

    /** A condition. */
    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    private void await(long deadline, Condition condition, String broken) {
        while (!condition.holds()) {
            if (!world.step(deadline)) {
                throw new BrokenPromise(broken + ": " + standings());
            }
        }
    }

    /** The operator brings the membership in order. */
    private void settle() {
        if (!over) {
            settled = !churn.settle();
            world.in(STEP_NANOS, this::settle);
        }
    }

    private void serve(List<SimMember> served) {
        if (over) {
            return;
        }
        for (SimMember member : cluster.members()) {
            if (!served.contains(member)) {
                clients.putThrough(member, success -> {
                    if (success && !served.contains(member)) {
                        served.add(member);
                    }
                });
            }
        }
        world.in(SECOND, () -> serve(served));
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
