package io.fairlead.server.sim;

import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.Message;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * The leader dies when it has just told that a change of members is committed, and those it told are slow to apply it: nobody who
 * could stand for election knows the membership that counts.
 */
final class ElectionsAmidChanges implements Trouble {
    private static final String APPLY = "apply";
    private static final long HEARD_NANOS_MAX = 150 * FaultPlan.MILLI;
    private static final long SLOW_NANOS = 4 * FaultPlan.SECOND;
    private static final long DOWN_NANOS = 3 * FaultPlan.SECOND;

    private final SimCluster cluster;
    private final SplittableRandom random;
    private final long nanosMean;

    /** Where changes stand that leaders have sent and not called committed. */
    private final TreeSet<Long> changes = new TreeSet<>();

    private boolean waiting;

    ElectionsAmidChanges(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
        this.nanosMean = Ambushes.nanosMean(random);
        cluster.network().observe(this::sent);
    }

    @Override
    public long nanosMean() {
        return nanosMean;
    }

    @Override
    public void strike() {
        waiting = true;
    }

    private void sent(Message message) {
        if (!(message instanceof Message.AppendRequest append)) {
            return;
        }
        for (Entry entry : append.slice().entries()) {
            if (entry.type() == EntryType.CONF_CHANGE && entry.index() > append.commit()) {
                changes.add(entry.index());
            }
        }
        boolean news = !changes.isEmpty() && changes.first() <= append.commit();
        changes.headSet(append.commit(), true).clear();
        SimMember leader = cluster.machineOf(append.from());
        if (news && waiting && leader != null && !cluster.isCalm()) {
            waiting = false;
            cluster.world().in(0, () -> spring(leader));
        }
    }

    private void spring(SimMember leader) {
        cluster.tally().happened(Fault.ELECTION_AMID_CHANGE);
        for (SimMember other : List.copyOf(cluster.members())) {
            if (!other.equals(leader)) {
                other.note("is slow to apply");
                other.stall(APPLY, SLOW_NANOS);
            }
        }
        cluster.world().in(random.nextLong(HEARD_NANOS_MAX), () -> {
            if (!cluster.isCalm()) {
                leader.hold(random.nextBoolean());
                cluster.world().in(DOWN_NANOS, () -> {
                    if (!cluster.isCalm()) {
                        leader.release();
                    }
                });
            }
        });
    }
}
