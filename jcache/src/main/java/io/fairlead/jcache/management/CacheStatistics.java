package io.fairlead.jcache.management;

import java.util.concurrent.atomic.LongAdder;
import javax.cache.management.CacheStatisticsMXBean;

/**
 * What one cache object of this JVM has been asked and has done. Counts nothing while it is off; counts made so far stay until
 * {@link #clear()}. Safe to share between threads; a reader may see an operation counted and its time not yet.
 *
 * <p>Times are given in nanoseconds and shown, as JSR 107 has it, as means in microseconds.
 */
public final class CacheStatistics implements CacheStatisticsMXBean {
    private static final float NANOS_PER_MICRO = 1_000f;

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder getNanos = new LongAdder();
    private final LongAdder putNanos = new LongAdder();
    private final LongAdder removeNanos = new LongAdder();

    private volatile boolean enabled;

    /** Counts from the beginning, or not until it is told to. */
    public CacheStatistics(boolean enabled) {
        this.enabled = enabled;
    }

    /** Begins or ends counting. */
    public void enable(boolean on) {
        enabled = on;
    }

    /** Whether it counts; who would have to look at the clock for it may ask first. */
    public boolean isEnabled() {
        return enabled;
    }

    /** So many entries were asked for and there. */
    public void hit(long count) {
        add(hits, count);
    }

    /** So many entries were asked for and not there, or expired. */
    public void miss(long count) {
        add(misses, count);
    }

    /** So many entries were written. */
    public void put(long count) {
        add(puts, count);
    }

    /** So many entries were removed by the program. */
    public void removal(long count) {
        add(removals, count);
    }

    /** So many entries were met after they had expired, and given up. */
    public void eviction(long count) {
        add(evictions, count);
    }

    /** Getting took so long. */
    public void getTime(long nanos) {
        add(getNanos, nanos);
    }

    /** Writing took so long. */
    public void putTime(long nanos) {
        add(putNanos, nanos);
    }

    /** Removing took so long. */
    public void removeTime(long nanos) {
        add(removeNanos, nanos);
    }

    private void add(LongAdder counter, long amount) {
        if (enabled) {
            counter.add(amount);
        }
    }

    @Override
    public void clear() {
        hits.reset();
        misses.reset();
        puts.reset();
        removals.reset();
        evictions.reset();
        getNanos.reset();
        putNanos.reset();
        removeNanos.reset();
    }

    @Override
    public long getCacheHits() {
        return hits.sum();
    }

    @Override
    public float getCacheHitPercentage() {
        return percentage(getCacheHits(), getCacheMisses());
    }

    @Override
    public long getCacheMisses() {
        return misses.sum();
    }

    @Override
    public float getCacheMissPercentage() {
        return percentage(getCacheMisses(), getCacheHits());
    }

    @Override
    public long getCacheGets() {
        return getCacheHits() + getCacheMisses();
    }

    @Override
    public long getCachePuts() {
        return puts.sum();
    }

    @Override
    public long getCacheRemovals() {
        return removals.sum();
    }

    @Override
    public long getCacheEvictions() {
        return evictions.sum();
    }

    @Override
    public float getAverageGetTime() {
        return meanMicros(getNanos, getCacheGets());
    }

    @Override
    public float getAveragePutTime() {
        return meanMicros(putNanos, getCachePuts());
    }

    @Override
    public float getAverageRemoveTime() {
        return meanMicros(removeNanos, getCacheRemovals());
    }

    private static float percentage(long part, long other) {
        return part == 0 ? 0 : 100f * part / (part + other);
    }

    private static float meanMicros(LongAdder nanos, long count) {
        return count == 0 ? 0 : nanos.sum() / NANOS_PER_MICRO / count;
    }
}
