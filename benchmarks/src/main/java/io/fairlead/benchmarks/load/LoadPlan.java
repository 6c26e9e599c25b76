package io.fairlead.benchmarks.load;

import java.time.Duration;

/**
 * One run of the load tool.
 *
 * @param what the operation
 * @param outstanding closed loop: how many operations are under way at all times, each started when one ends. Open loop: how many
 *     may be under way; more are due then, and wait
 * @param rate operations due per second, evenly; 0 for a closed loop
 * @param warmUp before anything is counted
 * @param time what is counted
 * @param connections TCP connections to each endpoint that is asked
 * @param leaderOnly whether the member that leads at the start gets all calls
 * @param keys how many keys there are; each operation takes one at random
 * @param valueBytes of each value
 * @param readPercent of {@link LoadCase#MIXED}
 * @param watchers of {@link LoadCase#WATCH}: all of them are told of each put
 * @param watchersPerStream how many of them share a stream
 * @param seed of the keys chosen
 */
public record LoadPlan(
        LoadCase what,
        int outstanding,
        double rate,
        Duration warmUp,
        Duration time,
        int connections,
        boolean leaderOnly,
        int keys,
        int valueBytes,
        int readPercent,
        int watchers,
        int watchersPerStream,
        long seed) {
    public LoadPlan {
        require(outstanding > 0, "at least one operation must be outstanding");
        require(rate >= 0 && rate <= 10_000_000, "the rate must be from 0 to 10,000,000 a second");
        require(!warmUp.isNegative() && time.toNanos() > 0, "times must be positive");
        require(connections > 0, "at least one connection is needed");
        require(keys > 0 && keys <= 10_000_000, "there must be from 1 to 10,000,000 keys");
        require(valueBytes >= 0 && valueBytes <= 1 << 20, "a value has from 0 to 1,048,576 bytes");
        require(readPercent >= 0 && readPercent <= 100, "the share of reads is from 0 to 100 percent");
        require(watchers > 0 && watchersPerStream > 0, "at least one watcher is needed, and one for each stream");
    }

    /** One with the defaults of the load tool. */
    public static LoadPlanBuilder of(LoadCase what) {
        return new LoadPlanBuilder().what(what);
    }

    /** A closed loop with the defaults of the load tool. */
    public static LoadPlan closed(LoadCase what, int outstanding) {
        return of(what).outstanding(outstanding).build();
    }

    /** The same for other times. */
    public LoadPlan lasting(Duration newWarmUp, Duration newTime) {
        return new LoadPlanBuilder(this).warmUp(newWarmUp).time(newTime).build();
    }

    /** The same in an open loop of {@code newRate} operations a second. */
    public LoadPlan at(double newRate) {
        return new LoadPlanBuilder(this).rate(newRate).build();
    }

    public boolean isOpen() {
        return rate > 0;
    }

    /** For people: {@code put, 128 outstanding} or {@code put, 5000/s}. */
    public String title() {
        String load = isOpen() ? Math.round(rate) + "/s" : outstanding + " outstanding";
        String more = switch (what) {
            case WATCH -> ", " + watchers + " watchers";
            case MIXED -> ", " + readPercent + " % reads";
            default -> "";
        };
        return what.word() + ", " + load + more;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
