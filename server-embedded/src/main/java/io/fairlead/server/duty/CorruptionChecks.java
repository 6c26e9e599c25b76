package io.fairlead.server.duty;

import io.fairlead.server.check.Invariant;

/**
 * When a leader compares the keys of all members by their hashes; all times in nanoseconds, 0 for never.
 *
 * @param periodNanos between two comparisons of what is newest
 * @param compactionPeriodNanos between two comparisons of what compactions found
 */
public record CorruptionChecks(long periodNanos, long compactionPeriodNanos) {
    /** As etcd is without flags. */
    public static final CorruptionChecks NONE = new CorruptionChecks(0, 0);

    public CorruptionChecks {
        Invariant.check(periodNanos >= 0, "the period of the corruption check is below 0");
        Invariant.check(compactionPeriodNanos >= 0, "the period of the corruption check at compactions is below 0");
    }
}
