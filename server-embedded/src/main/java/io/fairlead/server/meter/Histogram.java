package io.fairlead.server.meter;

import io.fairlead.server.check.Invariant;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many values lay at or below each of some bounds, and the sum of all. Any thread adds, without a lock and without
 * allocating; who reads meanwhile may see a value in the counts and not yet in the sum.
 */
public final class Histogram {
    /** Of values that are nanoseconds and are told in seconds. */
    public static final double SECONDS = 1e9;

    private final long[] bounds;
    private final double unit;

    /** One for each bound, and one for what lies above all of them. */
    private final AtomicLongArray counts;

    private final LongAdder sum = new LongAdder();

    private Histogram(double unit, long[] bounds) {
        this.bounds = bounds;
        this.unit = unit;
        this.counts = new AtomicLongArray(bounds.length + 1);
    }

    /**
     * With these bounds, ascending.
     *
     * @param unit how many of what is added make one of what is told
     */
    public static Histogram of(double unit, long... bounds) {
        for (int i = 1; i < bounds.length; i++) {
            Invariant.check(bounds[i - 1] < bounds[i], "bounds ascend", bounds[i - 1], bounds[i]);
        }
        return new Histogram(unit, bounds.clone());
    }

    /** With {@code count} bounds, each twice the one before. */
    public static Histogram doubling(double unit, long first, int count) {
        long[] bounds = new long[count];
        for (int i = 0; i < count; i++) {
            bounds[i] = first << i;
        }
        return of(unit, bounds);
    }

    public void add(long value) {
        int place = 0;
        while (place < bounds.length && value > bounds[place]) {
            place++;
        }
        counts.getAndIncrement(place);
        sum.add(value);
    }

    /** How many counts there are: one for each bound, and one more. */
    public int size() {
        return counts.length();
    }

    /** The upper bound of the count at {@code place}, as it is told; infinite for the last one. */
    public double boundAt(int place) {
        return place == bounds.length ? Double.POSITIVE_INFINITY : bounds[place] / unit;
    }

    /** How many values lay above the bound before {@code place} and not above the one at it. */
    public long countAt(int place) {
        return counts.get(place);
    }

    /** How many values there were. */
    public long count() {
        long all = 0;
        for (int i = 0; i < counts.length(); i++) {
            all += counts.get(i);
        }
        return all;
    }

    /** The sum of the values, as it is told. */
    public double sum() {
        return sum.sum() / unit;
    }
}
