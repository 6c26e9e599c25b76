package io.fairlead.jcache;

import io.fairlead.jcache.management.CacheStatistics;
import java.util.function.LongSupplier;

/** Counts what operations of a cache do, and how long they take. */
final class Meter {
    private final CacheStatistics statistics;
    private final LongSupplier nanoTime;

    Meter(CacheStatistics statistics, LongSupplier nanoTime) {
        this.statistics = statistics;
        this.nanoTime = nanoTime;
    }

    boolean isOn() {
        return statistics.isEnabled();
    }

    /** When an operation begins, in nanoseconds of no particular beginning. The clock is not looked at for nothing. */
    long start() {
        return isOn() ? nanoTime.getAsLong() : 0;
    }

    /** Values were looked for, and found or not. */
    void got(long hits, long misses, long start) {
        statistics.hit(hits);
        statistics.miss(misses);
        statistics.getTime(since(start));
    }

    /** One value was looked for, and found or not. */
    void got(boolean hit, long start) {
        got(hit ? 1 : 0, hit ? 0 : 1, start);
    }

    /** Values were written. */
    void put(long puts, long start) {
        if (puts > 0) {
            statistics.put(puts);
            statistics.putTime(since(start));
        }
    }

    /** Entries were removed by a program. */
    void removed(long removals, long start) {
        if (removals > 0) {
            statistics.removal(removals);
            statistics.removeTime(since(start));
        }
    }

    /** An expired record was met and given up. */
    void evicted() {
        statistics.eviction(1);
    }

    /** An operation that began while counting was off took no time that anybody knows of. */
    private long since(long start) {
        return start == 0 || !isOn() ? 0 : nanoTime.getAsLong() - start;
    }
}
