package io.fairlead.server.sim;

import java.util.random.RandomGenerator;

/**
 * Which troubles one seed has, and how bad they are. Drawn first, so that seeds differ in kind and not only in detail: one has a
 * network that loses a third of everything and no crash, the next crashes all the time on a perfect network.
 *
 * <p>A time between two troubles is a mean; {@link #NEVER} stands for none.
 */
record FaultPlan(
        int members,
        NetworkPlan network,
        CrashPlan crashes,
        PausePlan pauses,
        ClockPlan clocks,
        DiskPlan disk,
        Tuning tuning) {
    static final long NEVER = Long.MAX_VALUE;
    static final long MILLI = 1_000_000;
    static final long SECOND = 1000 * MILLI;

    static FaultPlan draw(RandomGenerator random) {
        return new FaultPlan(
                random.nextInt(4) == 0 ? 5 : 3,
                NetworkPlan.draw(random),
                CrashPlan.draw(random),
                PausePlan.draw(random),
                ClockPlan.draw(random),
                DiskPlan.draw(random),
                Tuning.draw(random));
    }

    /**
     * The wires.
     *
     * @param losses share of messages that are lost
     * @param duplicates share of messages that arrive twice
     * @param reorders whether a later message may arrive first
     * @param delayNanosMean of a message on its way
     * @param partitionNanosMean between two partitions
     * @param partitionNanosMax how long one lasts
     */
    record NetworkPlan(
            double losses,
            double duplicates,
            boolean reorders,
            double delayNanosMean,
            long partitionNanosMean,
            long partitionNanosMax) {
        static NetworkPlan draw(RandomGenerator random) {
            return new NetworkPlan(
                    random.nextBoolean() ? 0 : random.nextDouble() * 0.3,
                    random.nextBoolean() ? 0 : random.nextDouble() * 0.3,
                    random.nextBoolean(),
                    MILLI * (random.nextInt(4) == 0 ? 50 : 1 + random.nextInt(8)),
                    random.nextBoolean() ? NEVER : random.nextLong(SECOND, 8 * SECOND),
                    random.nextLong(200 * MILLI, 6 * SECOND));
        }
    }

    /**
     * Members that die and come back.
     *
     * @param nanosMean between two crashes of some member
     * @param inDisk share of crashes that happen inside a call of the disk
     * @param powerCuts share of crashes that also lose what was not forced
     * @param restartNanosMax how long a member stays down
     */
    record CrashPlan(long nanosMean, double inDisk, double powerCuts, long restartNanosMax) {
        static CrashPlan draw(RandomGenerator random) {
            return new CrashPlan(
                    random.nextInt(4) == 0 ? NEVER : random.nextLong(SECOND, 8 * SECOND),
                    random.nextDouble(),
                    random.nextDouble(),
                    random.nextLong(100 * MILLI, 5 * SECOND));
        }
    }

    /**
     * Members that stand still.
     *
     * @param nanosMean between two pauses of some member
     * @param nanosMax how long one lasts
     */
    record PausePlan(long nanosMean, long nanosMax) {
        static PausePlan draw(RandomGenerator random) {
            return new PausePlan(
                    random.nextInt(3) > 0 ? NEVER : random.nextLong(2 * SECOND, 8 * SECOND),
                    random.nextLong(200 * MILLI, 4 * SECOND));
        }
    }

    /** @param driftPerMillion how far a clock is off at most */
    record ClockPlan(long driftPerMillion) {
        static ClockPlan draw(RandomGenerator random) {
            return new ClockPlan(random.nextBoolean() ? 0 : random.nextInt(20_000));
        }
    }

    /**
     * Disks.
     *
     * @param nanosMean of one turn of a loop that writes
     * @param stalls share of those turns that take up to {@code stallNanosMax}
     */
    record DiskPlan(double nanosMean, double stalls, long stallNanosMax) {
        static DiskPlan draw(RandomGenerator random) {
            return new DiskPlan(
                    MILLI * (random.nextInt(4) == 0 ? 20 : 0.2 + random.nextDouble() * 3),
                    random.nextInt(3) > 0 ? 0 : random.nextDouble() * 0.02,
                    random.nextLong(100 * MILLI, 3 * SECOND));
        }
    }

    /** Settings of the members that make rare paths common. */
    record Tuning(long snapshotCount, long walSegmentSize) {
        static Tuning draw(RandomGenerator random) {
            return new Tuning(100_000, random.nextBoolean() ? 4096 + random.nextInt(60_000) : 1 << 20);
        }
    }
}
