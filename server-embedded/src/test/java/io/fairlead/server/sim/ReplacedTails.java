package io.fairlead.server.sim;

import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A leader that nobody hears goes on writing; another one replaces that; and then its disk loses the part of the log that says
 * so. What it finds at its start is the log as it once was, with a tail that was never committed, while the leader of the present
 * term believes, by what it was told before, that all of its own log is there.
 */
final class ReplacedTails implements Trouble {
    private static final long SECOND = FaultPlan.SECOND;
    private static final long STEP_NANOS = SECOND / 100;
    private static final int STEPS_MAX = 200;

    private final SimCluster cluster;
    private final SplittableRandom random;
    private final long nanosMean;
    private boolean busy;

    ReplacedTails(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
        this.nanosMean = Ambushes.nanosMean(random);
    }

    @Override
    public long nanosMean() {
        return nanosMean;
    }

    @Override
    public void strike() {
        Optional<SimMember> leader = cluster.leader();
        if (busy || leader.isEmpty()) {
            return;
        }
        busy = true;
        SimMember victim = leader.get();
        List<SimMember> others = new ArrayList<>(cluster.members());
        others.remove(victim);
        // Some of what it sends is committed by others, and it never hears that.
        Wires back = Wires.from(cluster, others, List.of(victim));
        Wires there = Wires.from(cluster, List.of(victim), others);
        back.cut();
        victim.note("hears nobody, and soon nobody hears it");
        after(random.nextLong(SECOND / 2), () -> {
            there.cut();
            after(random.nextLong(2 * SECOND, 3 * SECOND), () -> {
                FaultAtlas.LogEnd end = endOfLog(victim);
                long committed = committedAt(victim);
                back.join();
                there.join();
                await(0, victim, committed, end);
            });
        });
    }

    private void await(int step, SimMember victim, long committed, FaultAtlas.LogEnd end) {
        if (committedAt(victim) > committed && !victim.leads()) {
            after(random.nextLong(SECOND / 20), () -> forget(victim, end));
        } else if (step < STEPS_MAX) {
            after(STEP_NANOS, () -> await(step + 1, victim, committed, end));
        } else {
            busy = false;
        }
    }

    private void forget(SimMember victim, FaultAtlas.LogEnd end) {
        busy = false;
        try {
            cluster.atlas().noteHealed();
            if (!victim.isUp() || !cluster.atlas().mayDamage(victim)) {
                return;
            }
            victim.crash(true);
            String done = FaultAtlas.damageLogAfter(victim.disk(), SimMember.WAL, end, random);
            if (!done.isEmpty()) {
                cluster.tally().happened(Fault.REPLACED_TAIL_BACK);
                cluster.atlas().damaged(victim, done);
            }
            cluster.world().in(random.nextLong(SECOND / 20), victim::start);
        } catch (IOException e) {
            throw new AssertionError("a disk that can't be looked at", e);
        }
    }

    private static FaultAtlas.LogEnd endOfLog(SimMember member) {
        try {
            return FaultAtlas.endOfLog(member.disk(), SimMember.WAL);
        } catch (IOException e) {
            throw new AssertionError("a disk that can't be looked at", e);
        }
    }

    private static long committedAt(SimMember member) {
        Node node = member.node();
        NodeStatus status = node == null ? null : node.status();
        return status == null ? 0 : status.commitIndex();
    }

    private void after(long nanos, Runnable action) {
        cluster.world().in(nanos, () -> {
            if (!cluster.isCalm()) {
                action.run();
            }
        });
    }
}
