package io.fairlead.jcache;

import io.fairlead.jcache.management.CacheStatistics;
import java.util.function.LongSupplier;

/** Counts what a cache does, while counting is on. */
final class Meter {
    private final CacheStatistics statistics;
    private final LongSupplier nanoTime;

    private volatile boolean on;

    Meter(CacheStatistics statistics, LongSupplier nanoTime) {
        this.statistics = statistics;
        this.nanoTime = nanoTime;
    }

    void turn(boolean newOn) {
        on = newOn;
    }

    boolean isOn() {
        return on;
    }

    /** When an operation begins, in nanoseconds of no particular beginning; anything while counting is off. */
    long start() {
        return on ? nanoTime.getAsLong() : 0;
    }

    /** Values were looked for, and found or not. */
    void got(long hits, long misses, long start) {
        if (on) {
            statistics.hits(hits);
            statistics.misses(misses);
            statistics.getTime(since(start));
        }
    }

    /** Values were written. */
    void put(long puts, long start) {
        if (on && puts > 0) {
            statistics.puts(puts);
            statistics.putTime(since(start));
        }
    }

    /** Entries were removed by a program. */
    void removed(long removals, long start) {
        if (on && removals > 0) {
            statistics.removals(removals);
            statistics.removalTime(since(start));
        }
    }

    /** Counting may have been turned on in the midst of an operation, which then has no beginning. */
    private long since(long start) {
        return start == 0 ? 0 : nanoTime.getAsLong() - start;
    }
}
