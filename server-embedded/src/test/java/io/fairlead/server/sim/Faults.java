package io.fairlead.server.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Makes the troubles of a plan happen, at times of its own, until it is told to stop. */
final class Faults {
    private final SimCluster cluster;
    private final SimScheduler world;
    private final SimNetwork network;
    private final List<SimMember> members;
    private final FaultPlan plan;
    private final Journal journal;
    private final SplittableRandom random;
    private boolean over;

    Faults(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.network = cluster.network();
        this.members = cluster.members();
        this.plan = cluster.plan();
        this.journal = cluster.journal();
        this.random = random;
    }

    void begin() {
        again(plan.crashes().nanosMean(), this::crashSomebody);
        again(plan.network().partitionNanosMean(), this::partition);
        again(plan.pauses().nanosMean(), this::pauseSomebody);
    }

    /** All wires whole, everybody up, nobody slow; and it stays so. */
    void end() {
        over = true;
        journal.note("world", "calms down");
        network.joinAll();
        network.calmDown();
        for (SimMember member : members) {
            member.calmDown();
            member.resume();
            member.disk().disarm();
            member.start();
        }
    }

    private void again(long meanNanos, Runnable fault) {
        if (meanNanos == FaultPlan.NEVER) {
            return;
        }
        world.in((long) (-Math.log(1 - random.nextDouble()) * meanNanos), () -> {
            if (!over) {
                fault.run();
                again(meanNanos, fault);
            }
        });
    }

    private void crashSomebody() {
        // Now and then all at once: what nobody has on disk is gone for good.
        List<SimMember> victims = random.nextInt(8) == 0 ? members : List.of(anybody());
        for (SimMember victim : victims) {
            if (random.nextDouble() < plan.crashes().inDisk()) {
                victim.crashInDisk(1 + random.nextInt(30));
                world.in(2_000_000_000L, () -> restartIfDown(victim));
            } else {
                victim.crash(random.nextDouble() < plan.crashes().powerCuts());
            }
            world.in(random.nextLong(plan.crashes().restartNanosMax()), () -> restartIfDown(victim));
        }
    }

    private void restartIfDown(SimMember member) {
        if (!over && !member.isUp()) {
            member.start();
        }
        if (!member.isUp() && !over) {
            // The power went out again during the start.
            world.in(random.nextLong(plan.crashes().restartNanosMax()), () -> restartIfDown(member));
        }
    }

    private void pauseSomebody() {
        SimMember victim = random.nextBoolean() ? cluster.leader().orElseGet(this::anybody) : anybody();
        if (victim.isUp() && !victim.isPaused()) {
            int life = victim.lives();
            journal.note(victim.name(), "pauses");
            victim.pause();
            world.in(random.nextLong(plan.pauses().nanosMax()), () -> {
                if (victim.lives() == life) {
                    journal.note(victim.name(), "goes on");
                    victim.resume();
                }
            });
        }
    }

    /** A wire direction. */
    private record Wire(SimMember from, SimMember to) {}

    private void partition() {
        List<SimMember> shuffled = new ArrayList<>(members);
        Collections.shuffle(shuffled, new Random(random.nextLong()));
        List<SimMember> some = switch (random.nextInt(3)) {
            case 0 -> List.of(shuffled.get(0));
            case 1 -> List.of(cluster.leader().orElse(shuffled.get(0)));
            default -> shuffled.subList(0, members.size() / 2);
        };
        List<Wire> wires = new ArrayList<>();
        int directions = random.nextInt(4);
        for (SimMember inside : some) {
            for (SimMember outside : members) {
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
        journal.note(
                "world",
                "cuts " + wires.size() + " wires around "
                        + some.stream().map(SimMember::name).toList());
        wires.forEach(wire -> network.cut(wire.from().id(), wire.to().id()));
        world.in(random.nextLong(plan.network().partitionNanosMax()), () -> {
            journal.note("world", "joins " + wires.size() + " wires");
            wires.forEach(wire -> network.join(wire.from().id(), wire.to().id()));
        });
    }

    private SimMember anybody() {
        return members.get(random.nextInt(members.size()));
    }
}
