package io.fairlead.server.duty;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * Compacts at the revision that was the newest one a period ago: for the first time when the period is over, then every hour, or
 * every period where that is shorter. Looks, and tries again what failed, every tenth of that. Source: etcd's periodic
 * compactor.
 */
final class PeriodicCompaction implements CompactionSchedule {
    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final int TICKS_PER_INTERVAL = 10;

    private final long intervalNanos;
    private final long tickNanos;
    private final int notesMax;

    /** The newest revision at each of the last ticks; the first one is a period old once it is full. */
    private final Deque<Long> notes = new ArrayDeque<>();

    /** What has to pass since {@link #lastNanos}: the whole period first, the interval afterwards. */
    private long waitNanos;

    private long lastNanos;
    private long lastRevision;

    PeriodicCompaction(long periodNanos, long nowNanos) {
        intervalNanos = Math.min(periodNanos, HOUR_NANOS);
        tickNanos = Math.max(1, intervalNanos / TICKS_PER_INTERVAL);
        notesMax = Math.toIntExact(Math.min(Integer.MAX_VALUE - 1, periodNanos / tickNanos) + 1);
        waitNanos = periodNanos;
        lastNanos = nowNanos;
    }

    @Override
    public long tickNanos() {
        return tickNanos;
    }

    @Override
    public OptionalLong due(long revision, long nowNanos) {
        long at = notes.getFirst();
        if (nowNanos - lastNanos < waitNanos || at == lastRevision) {
            return OptionalLong.empty();
        }
        waitNanos = intervalNanos;
        return OptionalLong.of(at);
    }

    @Override
    public void note(long revision) {
        notes.addLast(revision);
        if (notes.size() > notesMax) {
            notes.removeFirst();
        }
    }

    @Override
    public void compacted(long revision, long nowNanos) {
        lastNanos = nowNanos;
        lastRevision = revision;
    }
}
