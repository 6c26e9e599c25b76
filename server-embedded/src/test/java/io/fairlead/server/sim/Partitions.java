package io.fairlead.server.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Wires are cut for a while, in the shapes that networks really break in. */
final class Partitions implements Trouble {
    private final SimCluster cluster;
    private final FaultPlan.NetworkPlan plan;
    private final SplittableRandom random;

    Partitions(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.plan = cluster.plan().network();
        this.random = random;
    }

    /** A direction of a pair. */
    private record Wire(SimMember from, SimMember to) {}

    @Override
    public long nanosMean() {
        return plan.partitionNanosMean();
    }

    @Override
    public void strike() {
        List<SimMember> shuffled = new ArrayList<>(cluster.members());
        Collections.shuffle(shuffled, new Random(random.nextLong()));
        List<Wire> wires = switch (random.nextInt(6)) {
            case 0 -> around(shuffled.subList(0, 1), Fault.PARTITION_OF_ONE);
            case 1 -> around(List.of(leaderOr(shuffled.get(0))), Fault.PARTITION_OF_LEADER);
            case 2, 3 -> around(shuffled.subList(0, shuffled.size() / 2), Fault.PARTITION_IN_HALVES);
            case 4 -> ring(shuffled);
            default -> bridge(shuffled);
        };
        if (wires.isEmpty()) {
            return;
        }
        long nanos = 1 + random.nextLong(plan.partitionNanosMax());
        if (random.nextDouble() < plan.flaps()) {
            cluster.tally().happened(Fault.PARTITION_FLAPPING);
            flap(wires, nanos, 2 + random.nextInt(8));
        } else {
            cut(wires, nanos);
        }
    }

    /** Whoever leads; now and then its disk stands still as well, until it may speak to the others again. */
    private SimMember leaderOr(SimMember otherwise) {
        SimMember leader = cluster.leader().orElse(otherwise);
        if (random.nextInt(3) == 0) {
            cluster.tally().happened(Fault.PARTITION_AND_STALL);
            leader.stall(1 + random.nextLong(plan.partitionNanosMax() + FaultPlan.SECOND));
        }
        return leader;
    }

    private void cut(List<Wire> wires, long nanos) {
        cluster.journal().note("world", "cuts " + wires.size() + " wires");
        wires.forEach(wire -> cluster.network().cut(wire.from().id(), wire.to().id()));
        cluster.world().in(nanos, () -> {
            if (!cluster.isCalm()) {
                cluster.journal().note("world", "joins " + wires.size() + " wires");
                wires.forEach(wire ->
                        cluster.network().join(wire.from().id(), wire.to().id()));
            }
        });
    }

    /** Cut for half of the time and whole for the other half, as often as that. */
    private void flap(List<Wire> wires, long nanos, int times) {
        if (times == 0 || cluster.isCalm()) {
            return;
        }
        long each = Math.max(1, nanos / (2L * times));
        cut(wires, each);
        cluster.world().in(2 * each, () -> flap(wires, nanos - 2 * each, times - 1));
    }

    /** Some against all others, in both directions or in one of them. */
    private List<Wire> around(List<SimMember> some, Fault shape) {
        cluster.tally().happened(shape);
        int directions = random.nextInt(4);
        if (directions < 2) {
            cluster.tally().happened(Fault.PARTITION_ONE_WAY);
        }
        List<Wire> wires = new ArrayList<>();
        for (SimMember inside : some) {
            for (SimMember outside : cluster.members()) {
                if (!some.contains(outside)) {
                    if (directions != 0) {
                        wires.add(new Wire(inside, outside));
                    }
                    if (directions != 1) {
                        wires.add(new Wire(outside, inside));
                    }
                }
            }
        }
        return wires;
    }

    /** Each reaches its neighbours in the ring alone, so that majorities overlap and none is the same. */
    private List<Wire> ring(List<SimMember> members) {
        cluster.tally().happened(Fault.PARTITION_RING);
        int count = members.size();
        int reach = Math.max(1, (count - 1) / 4);
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                int apart = Math.floorMod(i - j, count);
                if (i != j && Math.min(apart, count - apart) > reach) {
                    wires.add(new Wire(members.get(i), members.get(j)));
                }
            }
        }
        return count > 3 ? wires : bridge(members);
    }

    /** Two halves that reach each other through one member alone. */
    private List<Wire> bridge(List<SimMember> members) {
        cluster.tally().happened(Fault.PARTITION_BRIDGE);
        List<Wire> wires = new ArrayList<>();
        int half = (members.size() + 1) / 2;
        for (SimMember left : members.subList(1, half)) {
            for (SimMember right : members.subList(half, members.size())) {
                wires.add(new Wire(left, right));
                wires.add(new Wire(right, left));
            }
        }
        return wires;
    }
}
