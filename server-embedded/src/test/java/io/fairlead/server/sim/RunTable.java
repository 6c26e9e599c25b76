package io.fairlead.server.sim;

import io.fairlead.server.sim.Simulation.Outcome;
import java.util.Locale;
import java.util.Map;

/** What many runs did, in numbers, as {@code docs/reliability.md} shows them. */
final class RunTable {
    private static final double NANOS_PER_HOUR = 3600e9;

    private final Tally tally = new Tally();

    /** Sum of the hashes of all journals: equal for equal seeds in whatever order they ran. */
    private long journals;

    private long committed;
    private long lives;
    private long tookNanos;

    void add(Outcome outcome) {
        tally.add(outcome.tally());
        journals += outcome.journalHash();
        committed += outcome.committed();
        lives += outcome.lives();
    }

    void took(long nanos) {
        tookNanos = nanos;
    }

    long seeds() {
        return tally.runs();
    }

    long journals() {
        return journals;
    }

    Map<Fault, Long> faults() {
        return tally.faults();
    }

    /** How far a run is after so long, in one line. */
    String progress(long nanos) {
        Runtime runtime = Runtime.getRuntime();
        return String.format(
                Locale.ROOT,
                "%,d seeds, %,.1f simulated hours, in %,d minutes: %.1f seeds a second; memory %,d MB",
                seeds(),
                tally.simulatedNanos() / NANOS_PER_HOUR,
                Math.round(nanos / 60e9),
                seeds() / (nanos / 1e9),
                (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }

    /** A table in Markdown. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("| what | count |\n|---|---:|\n");
        row(text, "seeds", seeds());
        row(text, "simulated hours", tally.simulatedNanos() / NANOS_PER_HOUR);
        row(text, "starts of members", lives);
        row(text, "log entries committed", committed);
        tally.checks().forEach((what, count) -> row(text, "checked: " + what, count));
        tally.faults().forEach((fault, count) -> row(text, "fault: " + fault.words(), count));
        row(text, "seeds per second", seeds() / (tookNanos / 1e9));
        return text.toString();
    }

    private static void row(StringBuilder text, String what, long count) {
        text.append(String.format(Locale.ROOT, "| %s | %,d |%n", what, count));
    }

    private static void row(StringBuilder text, String what, double count) {
        text.append(String.format(Locale.ROOT, "| %s | %,.1f |%n", what, count));
    }
}
