package io.fairlead.server.sim;

import java.util.random.RandomGenerator;

/**
 * Which troubles one seed has, and how bad they are. Drawn first, so that seeds differ in kind and not only in detail: one has a
 * network that loses a third of everything and no crash, the next crashes all the time on a perfect network.
 *
 * @param losses share of messages that are lost
 * @param duplicates share of messages that arrive twice
 * @param reorders whether a later message may arrive first
 * @param delayNanosMean of a message on its way
 * @param crashNanosMean between two crashes of some member; {@link #NEVER} for none
 * @param diskCrashes share of crashes that happen inside a call of the disk
 * @param powerCuts share of crashes that also lose what was not forced
 * @param restartNanosMax how long a member stays down
 * @param partitionNanosMean between two partitions
 * @param partitionNanosMax how long one lasts
 * @param pauseNanosMean between two pauses of some member
 * @param pauseNanosMax how long one lasts
 * @param diskNanosMean of one turn of a loop that writes
 * @param stalls share of those turns that take up to {@code stallNanosMax}
 * @param driftPerMillion how far a clock is off at most
 */
record FaultPlan(
        int members,
        double losses,
        double duplicates,
        boolean reorders,
        double delayNanosMean,
        long crashNanosMean,
        double diskCrashes,
        double powerCuts,
        long restartNanosMax,
        long partitionNanosMean,
        long partitionNanosMax,
        long pauseNanosMean,
        long pauseNanosMax,
        double diskNanosMean,
        double stalls,
        long stallNanosMax,
        long driftPerMillion,
        long snapshotCount,
        long walSegmentSize) {
    static final long NEVER = Long.MAX_VALUE;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;

    static FaultPlan draw(RandomGenerator random) {
        return new FaultPlan(
                random.nextInt(4) == 0 ? 5 : 3,
                random.nextBoolean() ? 0 : random.nextDouble() * 0.3,
                random.nextBoolean() ? 0 : random.nextDouble() * 0.3,
                random.nextBoolean(),
                MILLI * (random.nextInt(4) == 0 ? 50 : 1 + random.nextInt(8)),
                random.nextInt(4) == 0 ? NEVER : between(random, SECOND, 8 * SECOND),
                random.nextDouble(),
                random.nextDouble(),
                between(random, 100 * MILLI, 5 * SECOND),
                random.nextBoolean() ? NEVER : between(random, SECOND, 8 * SECOND),
                between(random, 200 * MILLI, 6 * SECOND),
                random.nextInt(3) > 0 ? NEVER : between(random, 2 * SECOND, 8 * SECOND),
                between(random, 200 * MILLI, 4 * SECOND),
                MILLI * (random.nextInt(4) == 0 ? 20 : 0.2 + random.nextDouble() * 3),
                random.nextInt(3) > 0 ? 0 : random.nextDouble() * 0.02,
                between(random, 100 * MILLI, 3 * SECOND),
                random.nextBoolean() ? 0 : random.nextInt(20_000),
                100_000,
                random.nextBoolean() ? 4096 + random.nextInt(60_000) : 1 << 20);
    }

    private static long between(RandomGenerator random, long from, long to) {
        return random.nextLong(from, to);
    }
}
