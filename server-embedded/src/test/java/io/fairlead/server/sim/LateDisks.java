package io.fairlead.server.sim;

import io.fairlead.server.node.Node;
import io.fairlead.server.raft.model.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A leader that nobody hears goes on writing, to a disk that stands still; another one replaces what it wrote; and the disk's
 * answer to the old comes in one turn with the new.
 */
final class LateDisks implements Trouble {
    private static final String LOG = "wal";
    private static final String CORE = "raft";
    private static final long LOOK_NANOS = 20 * FaultPlan.MILLI;
    private static final long STILL_NANOS = 30 * FaultPlan.MILLI;
    private static final long TOGETHER_NANOS = 100 * FaultPlan.MILLI;
    private static final int LOOKS_MAX = 300;

    private final SimCluster cluster;
    private final long nanosMean;

    /** Whose disk stands still; null while none does. */
    private @Nullable SimMember victim;

    private long term;
    private boolean busy;

    LateDisks(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.nanosMean = Ambushes.nanosMean(random);
        cluster.network().observeArrivals(this::arrived);
    }

    @Override
    public long nanosMean() {
        return nanosMean;
    }

    @Override
    public void strike() {
        Optional<SimMember> leader = cluster.leader();
        Node node = leader.map(SimMember::node).orElse(null);
        if (busy || node == null) {
            return;
        }
        busy = true;
        SimMember struck = leader.get();
        victim = struck;
        term = node.status().term();
        List<SimMember> others = new ArrayList<>(cluster.members());
        others.remove(struck);
        Wires there = Wires.from(cluster, List.of(struck), others);
        there.cut();
        struck.note("is heard by nobody, and its disk stands still");
        standStill(0, struck, there);
    }

    private void standStill(int looks, SimMember struck, Wires there) {
        if (struck.equals(victim) && looks < LOOKS_MAX) {
            struck.stall(LOG, STILL_NANOS);
            after(LOOK_NANOS, () -> standStill(looks + 1, struck, there));
        } else {
            victim = null;
            after(TOGETHER_NANOS, () -> {
                there.join();
                busy = false;
            });
        }
    }

    private void arrived(Message message) {
        SimMember struck = victim;
        if (struck != null
                && message instanceof Message.AppendRequest append
                && append.to() == struck.id()
                && append.term() > term
                && !append.slice().entries().isEmpty()) {
            victim = null;
            cluster.tally().happened(Fault.DISK_ANSWERS_LATE);
            struck.stall(CORE, TOGETHER_NANOS);
        }
    }

    private void after(long nanos, Runnable action) {
        cluster.world().in(nanos, () -> {
            if (!cluster.isCalm()) {
                action.run();
            }
        });
    }
}
