package io.fairlead.server.node;

import io.fairlead.server.check.Invariant;
import io.fairlead.server.check.Scrutiny;
import io.fairlead.server.duty.CompactionPolicy;
import io.fairlead.server.duty.CorruptionChecks;

/**
 * How one member behaves; all times in nanoseconds.
 *
 * @param tickNanos one heartbeat interval
 * @param electionTicks an election timeout in ticks
 * @param initialElapsedTicks ticks of the first election timeout that are skipped at start
 * @param strictReconfigCheck refuse membership changes that the quorum could not survive
 * @param snapshotCount applied entries after which the log is released
 * @param catchUpEntries entries kept in memory behind that for slow followers
 * @param requestBytesMax the largest encoded command
 * @param quotaBytes the space that keys and leases may take, as etcd's flag says it: 0 is the default, below 0 no limit
 * @param autoCompaction what the leader compacts by itself
 * @param corruptionChecks when the leader compares the members
 * @param requestTimeoutNanos how long a proposal or linearizable read may take
 * @param readRetryNanos after which an unanswered read index is asked again
 * @param clusterVersion what the first leader sets as the level of features that all members share
 */
public record NodeConfig(
        String name,
        long clusterId,
        long memberId,
        long tickNanos,
        int electionTicks,
        int initialElapsedTicks,
        boolean preVote,
        boolean strictReconfigCheck,
        int learnersMax,
        long snapshotCount,
        int catchUpEntries,
        int snapshotsKept,
        int requestBytesMax,
        long quotaBytes,
        CompactionPolicy autoCompaction,
        CorruptionChecks corruptionChecks,
        long requestTimeoutNanos,
        long readRetryNanos,
        String clusterVersion,
        NodeLimits limits,
        Scrutiny scrutiny) {
    /** Commands that may be committed and not yet applied before new ones are refused: etcd's gap. */
    static final int BACKLOG_MAX = 5000;

    public NodeConfig {
        Invariant.check(tickNanos > 0, "tickNanos is not positive");
        Invariant.check(snapshotCount > 0, "snapshotCount is not positive");
        Invariant.check(requestTimeoutNanos > 0, "requestTimeoutNanos is not positive");
    }

    /** The shortest lease: one and a half election timeouts, in whole seconds, so that it outlives a change of leader. */
    long leaseSecondsMin() {
        long nanos = 3L * electionTicks / 2 * tickNanos;
        return (nanos + 999_999_999) / 1_000_000_000;
    }

    long electionTimeoutNanos() {
        return tickNanos * electionTicks;
    }
}
