package io.fairlead.benchmarks.load;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;

/** A {@link LoadPlan} in the making. Begins as a closed loop of puts with the defaults of the load tool. */
public final class LoadPlanBuilder {
    private LoadCase what = LoadCase.PUT;
    private int outstanding = 128;
    private double rate;
    private Duration warmUp = Duration.ofSeconds(5);
    private Duration time = Duration.ofSeconds(10);
    private int connections = 1;
    private boolean leaderOnly;
    private int keys = 10_000;
    private int valueBytes = 256;
    private int readPercent = 80;
    private int watchers = 100;
    private int watchersPerStream = 10;
    private long seed = 1;

    LoadPlanBuilder() {}

    LoadPlanBuilder(LoadPlan plan) {
        what = plan.what();
        outstanding = plan.outstanding();
        rate = plan.rate();
        warmUp = plan.warmUp();
        time = plan.time();
        connections = plan.connections();
        leaderOnly = plan.leaderOnly();
        keys = plan.keys();
        valueBytes = plan.valueBytes();
        readPercent = plan.readPercent();
        watchers = plan.watchers();
        watchersPerStream = plan.watchersPerStream();
        seed = plan.seed();
    }

    @CanIgnoreReturnValue
    public LoadPlanBuilder what(LoadCase what) {
        this.what = what;
        return this;
    }

    @CanIgnoreReturnValue
    public LoadPlanBuilder outstanding(int outstanding) {
        this.outstanding = outstanding;
        return this;
    }

    @CanIgnoreReturnValue
    public LoadPlanBuilder rate(double rate) {
        this.rate = rate;
        return this;
    }

    @CanIgnoreReturnValue
    public LoadPlanBuilder warmUp(Duration warmUp) {
        this.warmUp = warmUp;
        return this;
    }

    @CanIgnoreReturnValue
    public LoadPlanBuilder time(Duration time) {
        this.time = time;
        return this;
    }

    @CanIgnoreReturnValue
    public LoadPlanBuilder connections(int connections) {
        this.connections = connections;
        return this;
    }

    @CanIgnoreReturnValue
    public LoadPlanBuilder leaderOnly(boolean leaderOnly) {
        this.leaderOnly = leaderOnly;
        return this;
    }

    @CanIgnoreReturnValue
    public LoadPlanBuilder keys(int keys) {
        this.keys = keys;
        return this;
    }

    @CanIgnoreReturnValue
    public LoadPlanBuilder valueBytes(int valueBytes) {
        this.valueBytes = valueBytes;
        return this;
    }

    @CanIgnoreReturnValue
    public LoadPlanBuilder readPercent(int readPercent) {
        this.readPercent = readPercent;
        return this;
    }

    @CanIgnoreReturnValue
    public LoadPlanBuilder watchers(int watchers) {
        this.watchers = watchers;
        return this;
    }

    @CanIgnoreReturnValue
    public LoadPlanBuilder watchersPerStream(int watchersPerStream) {
        this.watchersPerStream = watchersPerStream;
        return this;
    }

    @CanIgnoreReturnValue
    public LoadPlanBuilder seed(long seed) {
        this.seed = seed;
        return this;
    }

    /** The plan; an {@link IllegalArgumentException} says what does not fit. */
    public LoadPlan build() {
        return new LoadPlan(
                what,
                outstanding,
                rate,
                warmUp,
                time,
                connections,
                leaderOnly,
                keys,
                valueBytes,
                readPercent,
                watchers,
                watchersPerStream,
                seed);
    }
}
