package io.fairlead.server.sim;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What happened in a run, or in many, in numbers: simulated time, faults by kind, and what was checked how often. */
public final class Tally {
    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final SortedMap<String, Long> checks = new TreeMap<>();
    private long runs;
    private long simulatedNanos;

    /** One more fault of this kind has happened. */
    public void happened(Fault fault) {
        happened(fault, 1);
    }

    void happened(Fault fault, long times) {
        if (times > 0) {
            faults.merge(fault, times, Long::sum);
        }
    }

    /**
     * Things of a kind were checked and found good.
     *
     * @param what a plural in a few words, such as {@code answered calls}
     */
    public void checked(String what, long count) {
        checks.merge(what, count, Long::sum);
    }

    /** A run has ended after so much of its world's time. */
    void ran(long nanos) {
        runs++;
        simulatedNanos += nanos;
    }

    /** Adds what another tally has. */
    public void add(Tally other) {
        other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
        other.checks.forEach((what, count) -> checks.merge(what, count, Long::sum));
        runs += other.runs;
        simulatedNanos += other.simulatedNanos;
    }

    public Map<Fault, Long> faults() {
        return Collections.unmodifiableMap(faults);
    }

    public SortedMap<String, Long> checks() {
        return Collections.unmodifiableSortedMap(checks);
    }

    public long runs() {
        return runs;
    }

    public long simulatedNanos() {
        return simulatedNanos;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tally that
                && faults.equals(that.faults)
                && checks.equals(that.checks)
                && runs == that.runs
                && simulatedNanos == that.simulatedNanos;
    }

    @Override
    public int hashCode() {
        return faults.hashCode() + 31 * checks.hashCode();
    }

    @Override
    public String toString() {
        return runs + " runs, " + simulatedNanos / 1_000_000_000 + " s, faults " + faults + ", checks " + checks;
    }
}
