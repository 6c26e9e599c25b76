package io.fairlead.server.sim;

import io.fairlead.server.sim.FaultAtlas.LogEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A quorum of as few as possible commits entries; one of it loses the end of its log; and then only those can be heard who were not part
 * of it, and the one that has forgotten. With its vote they are a majority, and none of them knows what was committed.
 */
final class LostEnds implements Trouble {
    private static final long SECOND = FaultPlan.SECOND;
    private static final long LAG_NANOS = SECOND / 4;

    private final SimCluster cluster;
    private final SplittableRandom random;
    private final long nanosMean;
    private boolean busy;

    LostEnds(SimCluster cluster, SplittableRandom random) {
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
        try {
            cluster.atlas().noteHealed();
            Optional<SimMember> leader = cluster.leader();
            List<SimMember> others = new ArrayList<>(cluster.members());
            leader.ifPresent(others::remove);
            SimMember victim = others.remove(random.nextInt(others.size()));
            if (!busy && leader.isPresent() && victim.isUp() && cluster.atlas().mayDamage(victim)) {
                spring(leader.get(), victim, others);
            }
        } catch (IOException e) {
            throw new AssertionError("a disk that can't be looked at", e);
        }
    }

    private void spring(SimMember leader, SimMember victim, List<SimMember> others) {
        busy = true;
        List<SimMember> quorum =
                new ArrayList<>(others.subList(0, cluster.members().size() / 2 - 1));
        List<SimMember> silent = others.subList(quorum.size(), others.size());
        Wires ofVictim = Wires.between(cluster, silent, List.of(victim));
        quorum.add(leader);
        Wires toVictim = Wires.between(cluster, quorum, List.of(victim));
        Wires ofQuorum = Wires.between(cluster, silent, quorum);
        // First it lags behind, so that what it is left with in the end is less than those have who then ask for its
        // vote.
        ofVictim.cut();
        toVictim.cut();
        after(LAG_NANOS, () -> {
            LogEnd end = endOfLog(victim);
            toVictim.join();
            ofQuorum.cut();
            after(random.nextLong(SECOND / 2, 3 * SECOND / 2), () -> {
                leader.hold(random.nextBoolean());
                forget(victim, end);
                ofVictim.join();
                after(random.nextLong(2 * SECOND, 4 * SECOND), () -> {
                    ofQuorum.join();
                    leader.release();
                    busy = false;
                });
            });
        });
    }

    private void forget(SimMember victim, LogEnd end) {
        try {
            // Meanwhile another disk may have been damaged, and two of three that forget are too many.
            cluster.atlas().noteHealed();
            if (!cluster.atlas().mayDamage(victim)) {
                return;
            }
            victim.crash(true);
            String done = FaultAtlas.damageLogAfter(victim.disk(), SimMember.WAL, end, random);
            if (!done.isEmpty()) {
                cluster.tally().happened(Fault.END_OF_LOG_LOST);
                cluster.atlas().damaged(victim, done);
            }
        } catch (IOException e) {
            throw new AssertionError("a disk that can't be looked at", e);
        }
        cluster.world().in(random.nextLong(SECOND / 4), victim::start);
    }

    private static LogEnd endOfLog(SimMember member) {
        try {
            return FaultAtlas.endOfLog(member.disk(), SimMember.WAL);
        } catch (IOException e) {
            throw new AssertionError("a disk that can't be looked at", e);
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
