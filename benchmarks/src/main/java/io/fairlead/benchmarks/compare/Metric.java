package io.fairlead.benchmarks.compare;

import io.fairlead.benchmarks.load.Figures;

/** What is compared. */
public enum Metric {
    THROUGHPUT("per second", true),
    P50("p50", false),
    P99("p99", false),
    P999("p99.9", false),
    CPU("server CPU each", false),
    RESIDENT("resident", false),
    GAP("gap", false),
    RESTART("restart", false),
    SNAPSHOT("snapshot per second", true),
    DISK("on disk", false);

    private final String title;
    private final boolean moreIsBetter;

    Metric(String title, boolean moreIsBetter) {
        this.title = title;
        this.moreIsBetter = moreIsBetter;
    }

    public String title() {
        return title;
    }

    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** A value in its own unit: microseconds, bytes, or a number per second. */
    public String shown(double value) {
        return switch (this) {
            case THROUGHPUT -> Figures.count(value);
            case P50, P99, P999, CPU, GAP, RESTART -> Figures.micros(value);
            case RESIDENT, DISK, SNAPSHOT -> Figures.bytes(value);
        };
    }
}
