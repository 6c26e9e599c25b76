package io.fairlead.server.sim;

import java.util.random.RandomGenerator;

/**
 * Which troubles one seed has, and how bad they are. Drawn first, so that seeds differ in kind and not only in detail: one has a
 * network that loses a third of everything and no crash, the next crashes all the time on a perfect network.
 *
 * <p>A time between two troubles is a mean; {@link #NEVER} stands for none.
 *
 * @param members how many found the cluster
 * @param upkeepNanosMean between two planned stops, transfers of leadership or defragmentations
 * @param nanos how long the time of troubles is
 */
record FaultPlan(
        int members,
        NetworkPlan network,
        CrashPlan crashes,
        PausePlan pauses,
        ClockPlan clocks,
        DiskPlan disk,
        ChurnPlan churn,
        long upkeepNanosMean,
        Tuning tuning,
        FailpointPlan failpoints,
        long nanos,
        DiskFaultPlan diskFaults) {
    /** Odd ones are usual; even ones come about anyway. */
    private static final int[] MEMBERS = {1, 1, 2, 3, 3, 3, 3, 3, 3, 4, 5, 5, 5, 6, 7};

    static final long NEVER = Long.MAX_VALUE;
    static final long MILLI = 1_000_000;
    static final long SECOND = 1000 * MILLI;

    static FaultPlan draw(RandomGenerator random) {
        return new FaultPlan(
                MEMBERS[random.nextInt(MEMBERS.length)],
                NetworkPlan.draw(random),
                CrashPlan.draw(random),
                PausePlan.draw(random),
                ClockPlan.draw(random),
                DiskPlan.draw(random),
                new ChurnPlan(sometimes(random, 3, SECOND, 5 * SECOND)),
                sometimes(random, 2, SECOND, 6 * SECOND),
                Tuning.draw(random),
                FailpointPlan.draw(random),
                8 * SECOND + Math.min(random.nextLong(22 * SECOND), random.nextLong(22 * SECOND)),
                DiskFaultPlan.draw(random));
    }

    /** No troubles at all: for tests that make their own. */
    static FaultPlan quiet(int members, Tuning tuning) {
        return new FaultPlan(
                members,
                new NetworkPlan(0, 0, false, MILLI, NEVER, 1, 0, NEVER, 1),
                new CrashPlan(NEVER, 0, 0, SECOND),
                new PausePlan(NEVER, 1),
                new ClockPlan(0, NEVER),
                new DiskPlan(MILLI, 0, 1),
                new ChurnPlan(NEVER),
                NEVER,
                tuning,
                new FailpointPlan(NEVER, 0, 1),
                SECOND,
                DiskFaultPlan.NONE);
    }

    /** A time for one seed in {@code ofSeeds}, never for the others. */
    static long sometimes(RandomGenerator random, int ofSeeds, long fromNanos, long toNanos) {
        long nanos = random.nextLong(fromNanos, toNanos);
        return random.nextInt(ofSeeds) == 0 ? nanos : NEVER;
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
     * @param flaps share of partitions that come and go
     * @param clogNanosMean between two wires that hold everything back
     * @param clogNanosMax how long one does
     */
    record NetworkPlan(
            double losses,
            double duplicates,
            boolean reorders,
            double delayNanosMean,
            long partitionNanosMean,
            long partitionNanosMax,
            double flaps,
            long clogNanosMean,
            long clogNanosMax) {
        static NetworkPlan draw(RandomGenerator random) {
            return new NetworkPlan(
                    random.nextBoolean() ? 0 : random.nextDouble() * 0.3,
                    random.nextBoolean() ? 0 : random.nextDouble() * 0.3,
                    random.nextBoolean(),
                    MILLI * (random.nextInt(4) == 0 ? 50 : 1 + random.nextInt(8)),
                    random.nextBoolean() ? NEVER : random.nextLong(SECOND, 8 * SECOND),
                    random.nextLong(200 * MILLI, 6 * SECOND),
                    random.nextBoolean() ? 0 : random.nextDouble() * 0.5,
                    sometimes(random, 3, SECOND / 4, 4 * SECOND),
                    random.nextLong(100 * MILLI, 5 * SECOND));
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

    /**
     * Clocks.
     *
     * @param driftPerMillion how far a clock is too fast or too slow at most
     * @param jumpNanosMean between two times that somebody sets a wall clock
     */
    record ClockPlan(long driftPerMillion, long jumpNanosMean) {
        static ClockPlan draw(RandomGenerator random) {
            long drift = switch (random.nextInt(4)) {
                case 0, 1 -> 0;
                case 2 -> random.nextInt(20_000);
                default -> random.nextInt(100_000);
            };
            return new ClockPlan(drift, sometimes(random, 3, SECOND, 6 * SECOND));
        }
    }

    /** @param nanosMean between two changes of the membership */
    record ChurnPlan(long nanosMean) {
        boolean isOn() {
            return nanosMean != NEVER;
        }
    }

    /**
     * How fast disks are.
     *
     * @param nanosMean of one turn of a loop that writes
     * @param stalls share of those turns that take up to {@code stallNanosMax}
     */
    record DiskPlan(double nanosMean, double stalls, long stallNanosMax) {
        private static final int SLOW_MILLIS = 20;

        boolean isSlow() {
            return nanosMean >= SLOW_MILLIS * MILLI;
        }

        static DiskPlan draw(RandomGenerator random) {
            return new DiskPlan(
                    MILLI * (random.nextInt(4) == 0 ? SLOW_MILLIS : 0.2 + random.nextDouble() * 3),
                    random.nextInt(3) > 0 ? 0 : random.nextDouble() * 0.02,
                    random.nextLong(100 * MILLI, 3 * SECOND));
        }
    }

    /**
     * What disks do wrong.
     *
     * @param errorNanosMean between two errors that a disk reports
     * @param damageNanosMean between two things that a disk does not report: rot, writes that were lost or went astray
     * @param fullNanosMean between two disks that are full
     * @param fullNanosMax how long one stays so
     */
    record DiskFaultPlan(long errorNanosMean, long damageNanosMean, long fullNanosMean, long fullNanosMax) {
        static final DiskFaultPlan NONE = new DiskFaultPlan(NEVER, NEVER, NEVER, 1);

        static DiskFaultPlan draw(RandomGenerator random) {
            return new DiskFaultPlan(
                    sometimes(random, 4, SECOND / 2, 5 * SECOND),
                    sometimes(random, 4, SECOND / 2, 5 * SECOND),
                    sometimes(random, 5, SECOND, 8 * SECOND),
                    random.nextLong(200 * MILLI, 8 * SECOND));
        }
    }

    /**
     * Named places where members crash or are slow.
     *
     * @param nanosMean between two times that a place is armed in some member
     * @param sleeps share of those that make it slow
     * @param sleepNanosMax how slow
     */
    record FailpointPlan(long nanosMean, double sleeps, long sleepNanosMax) {
        static FailpointPlan draw(RandomGenerator random) {
            return new FailpointPlan(
                    sometimes(random, 3, SECOND, 5 * SECOND),
                    random.nextDouble(),
                    random.nextLong(50 * MILLI, 3 * SECOND));
        }
    }
}
