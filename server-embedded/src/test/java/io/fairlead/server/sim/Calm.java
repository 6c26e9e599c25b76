package io.fairlead.server.sim;

import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeStatus;
import io.fairlead.server.sim.checker.BrokenPromise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * The time after the troubles: everything must come good again, within a time that does not depend on what happened before. All
 * wires are whole, everybody is up, nobody is slow; and it stays so.
 */
final class Calm {
    private static final long SECOND = 1_000_000_000L;
    private static final long NANOS_MAX = 60 * SECOND;
    private static final long QUORUM_NANOS_MAX = 30 * SECOND;
    private static final long STEP_NANOS = SECOND / 10;

    private final SimCluster cluster;
    private final SimScheduler world;
    private final Churn churn;
    private final Clients clients;
    private final SplittableRandom random;
    private boolean settled;
    private boolean over;

    Calm(SimCluster cluster, Churn churn, Clients clients, SplittableRandom random) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.churn = churn;
        this.clients = clients;
        this.random = random;
    }

    /** Each member must take a write, and then all must have the same state. */
    void run() {
        cluster.calmDown();
        cluster.network().joinAll();
        for (SimMember member : List.copyOf(cluster.members())) {
            member.resume();
            member.disk().disarm();
            member.disk().unlimited();
            if (member.isHeld()) {
                member.release();
            }
        }
        aQuorumAlone();
        for (SimMember member : List.copyOf(cluster.members())) {
            member.release();
        }
        long deadline = world.nowNanos() + NANOS_MAX;
        over = false;
        settle();
        List<SimMember> served = new ArrayList<>();
        serve(cluster.members(), served);
        await(
                deadline,
                () -> settled && served.containsAll(cluster.members()) && agree(),
                "no agreement after the calm");
        over = true;
        new LastLook(cluster).run(deadline + NANOS_MAX);
    }

    /**
     * First a quorum drawn at random must come good without the others, which stay down. Not where the membership changes, nor
     * with members whose disks lost something: they take part again only when the others have told them what it was.
     */
    private void aQuorumAlone() {
        int size = cluster.members().size();
        List<SimMember> quorum = new ArrayList<>(cluster.members());
        quorum.removeIf(member -> member.disk().isDamaged() || member.isGone());
        Collections.shuffle(quorum, new Random(random.nextLong()));
        int needed = size / 2 + 1;
        if (cluster.plan().churn().isOn() || size < 3 || quorum.size() < needed) {
            return;
        }
        quorum.subList(needed, quorum.size()).clear();
        for (SimMember member : List.copyOf(cluster.members())) {
            if (quorum.contains(member)) {
                member.start();
            } else {
                member.hold(random.nextBoolean());
            }
        }
        List<SimMember> served = new ArrayList<>();
        over = false;
        serve(quorum, served);
        await(
                world.nowNanos() + QUORUM_NANOS_MAX,
                () -> served.containsAll(quorum),
                "a quorum alone makes no progress");
        over = true;
        cluster.tally().checked("quorums that came good alone", 1);
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

    private void serve(List<SimMember> all, List<SimMember> served) {
        if (over) {
            return;
        }
        for (SimMember member : all) {
            if (!served.contains(member)) {
                clients.putThrough(member, success -> {
                    if (success && !served.contains(member)) {
                        served.add(member);
                    }
                });
            }
        }
        world.in(SECOND, () -> serve(all, served));
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
                    return member.name()
                            + (node == null ? " is down" : ": " + node.status() + ", " + clients.unsettledAt(member));
                })
                .toList();
    }
}
