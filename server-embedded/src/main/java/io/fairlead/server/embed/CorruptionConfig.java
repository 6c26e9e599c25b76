package io.fairlead.server.embed;

import io.fairlead.server.duty.CorruptionChecks;
import java.time.Duration;

/**
 * When members compare their keys, so that one whose keys are not those of the others is found before it does harm. All of it
 * is off at first, as in etcd: hashing reads every key.
 *
 * @param atStart a member that has keys compares them with those of the other members before it takes part, and does not start
 *     where they differ; etcd's {@code initial-corrupt-check}
 * @param period the leader compares the newest keys of all members this often; zero for never; etcd's {@code corrupt-check-time}
 * @param atCompaction the leader compares the hashes that members work out at compactions; etcd's {@code
 *     compact-hash-check-enabled}
 * @param compactionPeriod how often it looks for such hashes; etcd's {@code compact-hash-check-time}
 */
public record CorruptionConfig(boolean atStart, Duration period, boolean atCompaction, Duration compactionPeriod) {
    public CorruptionConfig {
        ServerConfig.require(
                !period.isNegative(), "--corrupt-check-time must be >=0 (set to " + period.toMillis() + "ms)");
        ServerConfig.require(
                compactionPeriod.compareTo(Duration.ZERO) > 0,
                "--compact-hash-check-time must be >0 (set to " + compactionPeriod.toMillis() + "ms)");
    }

    /** As etcd's flags are: nothing is compared. */
    public static CorruptionConfig defaults() {
        return new CorruptionConfig(false, Duration.ZERO, false, Duration.ofMinutes(1));
    }

    /** The same, with the comparison before the start. */
    public CorruptionConfig checkedAtStart() {
        return new CorruptionConfig(true, period, atCompaction, compactionPeriod);
    }

    /** The same, with a comparison of the newest keys each {@code newPeriod}. */
    public CorruptionConfig checkedEach(Duration newPeriod) {
        return new CorruptionConfig(atStart, newPeriod, atCompaction, compactionPeriod);
    }

    /** The same, with a comparison of compactions each {@code newPeriod}. */
    public CorruptionConfig compactionsCheckedEach(Duration newPeriod) {
        return new CorruptionConfig(atStart, period, true, newPeriod);
    }

    CorruptionChecks checks() {
        return new CorruptionChecks(period.toNanos(), atCompaction ? compactionPeriod.toNanos() : 0);
    }
}
