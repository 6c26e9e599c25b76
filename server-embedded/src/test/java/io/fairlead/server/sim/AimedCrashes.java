package io.fairlead.server.sim;

import io.fairlead.server.raft.model.Message;
import java.util.SplittableRandom;

/**
 * The power goes out when it hurts most: just after a member has promised a vote or entries, or told of a commit; and comes back
 * while the others still count on the promise. Random crashes rarely hit such a moment.
 */
final class AimedCrashes {
    private static final long DELAY_NANOS_MAX = 2 * FaultPlan.MILLI;
    private static final long RESTART_NANOS_MAX = 60 * FaultPlan.MILLI;

    private final SimCluster cluster;
    private final SplittableRandom random;

    /** Share of votes and, a good deal smaller, of other promises after which the sender goes down; 0 in most seeds. */
    private final double share;

    private long highestCommit;

    AimedCrashes(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
        this.share = random.nextInt(4) == 0 ? random.nextDouble() * 0.5 : 0;
    }

    void begin() {
        if (share > 0) {
            cluster.network().observe(this::sent);
        }
    }

    private void sent(Message message) {
        if (message instanceof Message.VoteResponse vote && !vote.preVote() && !vote.rejected()) {
            strike(message.from(), share);
        } else if (message instanceof Message.AppendResponse response && !response.rejected()) {
            strike(message.from(), share / 200);
        } else if (message instanceof Message.AppendRequest append && append.commit() > highestCommit) {
            highestCommit = append.commit();
            strike(message.from(), share / 100);
        }
    }

    private void strike(long memberId, double probability) {
        if (cluster.isCalm() || random.nextDouble() >= probability) {
            return;
        }
        for (SimMember member : cluster.members()) {
            if (member.id() == memberId) {
                cluster.tally().happened(Fault.AIMED_CRASH);
                cluster.world().in(random.nextLong(DELAY_NANOS_MAX), () -> {
                    if (!cluster.isCalm()) {
                        member.crash(true);
                        cluster.world().in(random.nextLong(RESTART_NANOS_MAX), member::start);
                    }
                });
            }
        }
    }
}
