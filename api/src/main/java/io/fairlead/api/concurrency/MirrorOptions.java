package io.fairlead.api.concurrency;

import java.time.Duration;

/**
 * How a range is mirrored. Start at {@link #defaults()}; each method gives a changed copy.
 *
 * @param pageSize keys that are asked for at a time while it is loaded
 * @param proofInterval how often the mirror proves by a small read how fresh it is; the staleness that can be promised is that
 *     and two round trips
 */
public record MirrorOptions(int pageSize, Duration proofInterval) {
    private static final MirrorOptions DEFAULTS = new MirrorOptions(1_000, Duration.ofSeconds(1));

    public MirrorOptions {
        if (pageSize < 1) {
            throw new IllegalArgumentException("a page holds at least one key: " + pageSize);
        }
        if (proofInterval.isZero() || proofInterval.isNegative()) {
            throw new IllegalArgumentException("the time between proofs must be positive: " + proofInterval);
        }
    }

    /** Pages of a thousand keys, a proof each second. */
    public static MirrorOptions defaults() {
        return DEFAULTS;
    }

    /** Load so many keys at a time. */
    public MirrorOptions pageSize(int keys) {
        return new MirrorOptions(keys, proofInterval);
    }

    /** Prove so often how fresh it is. */
    public MirrorOptions proofInterval(Duration interval) {
        return new MirrorOptions(pageSize, interval);
    }
}
