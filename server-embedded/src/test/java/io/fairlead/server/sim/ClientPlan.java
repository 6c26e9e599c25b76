package io.fairlead.server.sim;

import java.util.random.RandomGenerator;

/**
 * What the clients of one seed are like.
 *
 * @param callers clients that put, delete and read
 * @param keys how many keys they share
 * @param puts how often, among {@code deletes}, {@code txns} and {@code reads}, a call puts
 * @param compactionNanosMean between two compactions; {@link FaultPlan#NEVER} for none
 * @param patienceNanos after which a client takes its call for lost
 * @param losses share of requests and of answers that are lost on their way
 * @param leases clients that hold a lease
 * @param ttlSeconds of their leases
 * @param lockUsers clients that want the same lock
 * @param watchers clients that watch here and there
 * @param replyNanos how long the connection of such a watcher is busy with a reply at most
 * @param roomForReplies how many replies may wait there
 * @param authorized whether users have to be somebody
 * @param fragmentBytesMax below which responses are cut for the watchers that take pieces; 0 where none does
 */
record ClientPlan(
        int callers,
        int keys,
        int puts,
        int deletes,
        int txns,
        int reads,
        long compactionNanosMean,
        long patienceNanos,
        double losses,
        int leases,
        long ttlSeconds,
        int lockUsers,
        int watchers,
        long replyNanos,
        int roomForReplies,
        boolean authorized,
        int fragmentBytesMax) {
    private static final long MILLI = FaultPlan.MILLI;
    private static final long SECOND = FaultPlan.SECOND;

    /** The same where nobody has to be somebody. */
    ClientPlan withoutUsers() {
        return new ClientPlan(
                callers,
                keys,
                puts,
                deletes,
                txns,
                reads,
                compactionNanosMean,
                patienceNanos,
                losses,
                leases,
                ttlSeconds,
                lockUsers,
                watchers,
                replyNanos,
                roomForReplies,
                false,
                fragmentBytesMax);
    }

    static ClientPlan draw(RandomGenerator random) {
        return new ClientPlan(
                2 + random.nextInt(4),
                2 + random.nextInt(random.nextBoolean() ? 3 : 12),
                random.nextInt(3) == 0 ? 8 : 3,
                random.nextInt(3) == 0 ? 4 : 1,
                random.nextInt(3) == 0 ? 6 : 2,
                random.nextInt(3) == 0 ? 8 : 4,
                random.nextInt(3) == 0 ? FaultPlan.NEVER : random.nextLong(200 * MILLI, 5 * SECOND),
                random.nextBoolean() ? 12 * SECOND : random.nextLong(300 * MILLI, 3 * SECOND),
                random.nextInt(3) > 0 ? 0 : random.nextDouble() * 0.05,
                random.nextInt(6),
                random.nextBoolean() ? 2 : random.nextLong(2, 7),
                random.nextInt(4),
                1 + random.nextInt(4),
                random.nextBoolean() ? MILLI : random.nextLong(5 * MILLI, 500 * MILLI),
                random.nextInt(3) == 0 ? 1000 : 1 + random.nextInt(8),
                random.nextInt(5) == 0,
                random.nextInt(3) == 0 ? random.nextInt(60, 400) : 0);
    }
}
