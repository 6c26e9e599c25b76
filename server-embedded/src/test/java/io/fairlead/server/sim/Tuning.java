package io.fairlead.server.sim;

import io.fairlead.server.check.Scrutiny;
import io.fairlead.server.duty.CompactionPolicy;
import io.fairlead.server.duty.CorruptionChecks;
import io.fairlead.server.node.NodeConfig;
import io.fairlead.server.node.NodeLimits;
import io.fairlead.server.storage.wal.WalOptions;
import java.util.random.RandomGenerator;

/**
 * Settings of the members of one seed, often such that rare paths become common: a state is handed over after a few entries, a
 * file ends after a few records, a message takes one entry.
 *
 * @param snapshotCount applied entries after which the log is released
 * @param catchUpEntries entries kept in memory for slow followers
 * @param walSegmentsKept files of the log that are kept
 */
record Tuning(
        boolean strictReconfigCheck,
        long snapshotCount,
        int catchUpEntries,
        long walSegmentSize,
        int walSegmentsKept,
        NodeLimits limits,
        Scrutiny scrutiny) {
    private static final long TICK_NANOS = 100 * FaultPlan.MILLI;
    private static final int ELECTION_TICKS = 10;
    private static final int LEARNERS_MAX = 2;
    private static final int ALLOCATION_STEP_MAX = 32 << 10;

    static Tuning draw(RandomGenerator random) {
        long count = random.nextBoolean() ? 100_000 : random.nextInt(5, 200);
        return new Tuning(
                random.nextBoolean(),
                count,
                (int) Math.min(5000, count + random.nextInt(20)),
                random.nextBoolean() ? 2048 + random.nextInt(1 << random.nextInt(8, 15)) : 1 << 20,
                1 + random.nextInt(3),
                limits(random),
                random.nextInt(4) == 0 ? Scrutiny.DEAR : Scrutiny.CHEAP);
    }

    private static NodeLimits limits(RandomGenerator random) {
        NodeLimits usual = NodeLimits.DEFAULT;
        return new NodeLimits(
                random.nextBoolean() ? usual.appendBytesMax() : random.nextInt(200),
                random.nextBoolean() ? usual.inflightMessagesMax() : 1 + random.nextInt(8),
                random.nextBoolean() ? usual.applyBytesMax() : random.nextInt(200),
                random.nextBoolean() ? usual.applyingBytesMax() : random.nextInt(2000),
                random.nextBoolean() ? usual.stateSegmentSize() : 1000 + random.nextInt(1 << random.nextInt(8, 15)));
    }

    NodeConfig nodeConfig(String name, long clusterId, long memberId, CorruptionChecks corruptionChecks) {
        return new NodeConfig(
                name,
                clusterId,
                memberId,
                TICK_NANOS,
                ELECTION_TICKS,
                ELECTION_TICKS - 2,
                true,
                strictReconfigCheck,
                LEARNERS_MAX,
                snapshotCount,
                catchUpEntries,
                5,
                1 << 20,
                0,
                CompactionPolicy.KEEP_ALL,
                corruptionChecks,
                5 * FaultPlan.SECOND + 2 * ELECTION_TICKS * TICK_NANOS,
                FaultPlan.SECOND / 2,
                "3.5.0",
                limits,
                scrutiny);
    }

    WalOptions walOptions() {
        return WalOptions.DEFAULT
                .withSegmentSize(walSegmentSize)
                .withAllocationStep(Math.min(walSegmentSize, ALLOCATION_STEP_MAX))
                .withSegmentsKept(walSegmentsKept);
    }
}
