package io.fairlead.server.sim;

import io.fairlead.server.raft.model.Message;
import io.fairlead.server.sim.FaultAtlas.LogEnd;
import java.io.IOException;
import java.util.SplittableRandom;

/** The power goes out when a vote has just left, and what the log knew of it rots. */
final class LostVotes implements Trouble {
    private static final long DELAY_NANOS_MAX = 2 * FaultPlan.MILLI;
    private static final long RESTART_NANOS_MAX = 60 * FaultPlan.MILLI;

    /** No record of term and vote is larger. */
    private static final int RECORD_SIZE_MAX = 48;

    private final SimCluster cluster;
    private final SplittableRandom random;
    private final long nanosMean;
    private boolean waiting;

    LostVotes(SimCluster cluster, SplittableRandom random) {
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
        SimMember voter = cluster.machineOf(message.from());
        boolean binds = message instanceof Message.VoteResponse vote && !vote.preVote() && !vote.rejected();
        if (binds && waiting && voter != null && !cluster.isCalm()) {
            waiting = false;
            cluster.world().in(random.nextLong(DELAY_NANOS_MAX), () -> forget(voter));
        }
    }

    private void forget(SimMember voter) {
        try {
            cluster.atlas().noteHealed();
            if (cluster.isCalm() || !voter.isUp() || !cluster.atlas().mayDamage(voter)) {
                return;
            }
            voter.crash(true);
            LogEnd end = FaultAtlas.endOfLog(voter.disk(), SimMember.WAL);
            String done = FaultAtlas.damageLogAfter(voter.disk(), SimMember.WAL, end.earlier(RECORD_SIZE_MAX), random);
            if (!done.isEmpty()) {
                cluster.tally().happened(Fault.VOTE_IN_LOG_LOST);
                cluster.atlas().damaged(voter, done);
            }
            cluster.world().in(random.nextLong(RESTART_NANOS_MAX), voter::start);
        } catch (IOException e) {
            throw new AssertionError("a disk that can't be looked at", e);
        }
    }
}
