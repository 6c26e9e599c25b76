package io.fairlead.benchmarks.load;

import io.fairlead.benchmarks.process.ProcessUse;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * What a run came to. Figures that could not be had are absent.
 *
 * @param counted how long was counted, in seconds
 * @param perSecond operations that succeeded per second; with watchers, events that were delivered
 * @param latency of operations in nanoseconds; with watchers, of each delivery since its put was due. In an open loop those due
 *     in the counted time, in a closed loop those that ended in it
 * @param succeeded operations that ended well, those of the warm-up and of the end included
 * @param failures by gRPC's code; warm-up included
 * @param firstFailure in gRPC's words; empty if there is none
 * @param unanswered operations that were due and never ended
 * @param serverMicros time on processors of all servers per operation or event, in microseconds
 * @param clientMicros the same for this process
 * @param serverResident memory of all servers at the end
 * @param serverGrowth by how much that grew per operation while counted, in bytes
 * @param otherCores processors that neither servers nor this process kept busy, but somebody else; above 0.25 the figures are
 *     noisy
 */
public record LoadResult(
        LoadPlan plan,
        double counted,
        double perSecond,
        Histogram latency,
        long succeeded,
        Map<String, Long> failures,
        String firstFailure,
        long unanswered,
        OptionalDouble serverMicros,
        OptionalDouble clientMicros,
        OptionalLong serverResident,
        OptionalLong serverPeakResident,
        OptionalDouble serverGrowth,
        OptionalDouble otherCores) {
    /** From here on neighbours disturb a measurement. */
    public static final double NOISY = 0.25;

    static LoadResult of(LoadPlan plan, Usage from, Usage to, Tally tally, long unanswered) {
        double nanos = (double) Math.max(1, to.nanos() - from.nanos());
        boolean isWatch = plan.what() == LoadCase.WATCH;
        long count = isWatch ? to.delivered() - from.delivered() : to.done() - from.done();
        OptionalDouble serverNanos = OptionalDouble.empty();
        OptionalLong resident = OptionalLong.empty();
        OptionalLong peak = OptionalLong.empty();
        OptionalDouble growth = OptionalDouble.empty();
        if (from.server().isPresent() && to.server().isPresent()) {
            ProcessUse before = from.server().get();
            ProcessUse after = to.server().get();
            serverNanos = OptionalDouble.of((double) (after.cpuNanos() - before.cpuNanos()));
            resident = OptionalLong.of(after.residentBytes());
            peak = OptionalLong.of(after.peakResidentBytes());
            growth = each((double) (after.residentBytes() - before.residentBytes()), count);
        }
        OptionalDouble selfNanos = OptionalDouble.empty();
        if (from.self().isPresent() && to.self().isPresent()) {
            selfNanos = OptionalDouble.of(
                    (double) (to.self().get().cpuNanos() - from.self().get().cpuNanos()));
        }
        OptionalDouble others = OptionalDouble.empty();
        if (serverNanos.isPresent()
                && selfNanos.isPresent()
                && from.machine().isPresent()
                && to.machine().isPresent()) {
            double busy = (double) (to.machine().getAsLong() - from.machine().getAsLong());
            others = OptionalDouble.of(Math.max(0, busy - serverNanos.getAsDouble() - selfNanos.getAsDouble()) / nanos);
        }
        return new LoadResult(
                plan,
                nanos / 1e9,
                count / (nanos / 1e9),
                tally.total(),
                tally.done(),
                tally.failures(),
                tally.firstFailure(),
                unanswered,
                serverNanos.isPresent() ? each(serverNanos.getAsDouble() / 1e3, count) : OptionalDouble.empty(),
                selfNanos.isPresent() ? each(selfNanos.getAsDouble() / 1e3, count) : OptionalDouble.empty(),
                resident,
                peak,
                growth,
                others);
    }

    private static OptionalDouble each(double amount, long count) {
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(amount / count);
    }

    /** A latency in microseconds: {@code percentile} of 100 is the longest. */
    public double micros(double percentile) {
        return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(percentile) / 1e3;
    }

    public boolean isNoisy() {
        return otherCores.isPresent() && otherCores.getAsDouble() > NOISY;
    }

    public long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }
}
