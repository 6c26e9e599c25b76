package io.fairlead.benchmarks.load;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What is said while a run goes on. */
final class ProgressLine {
    private ProgressLine() {}

    static String of(LoadPlan plan, double seconds, double perSecond, Histogram latency, long failed) {
        boolean warmingUp = seconds * 1e9 <= plan.warmUp().toNanos();
        String line = String.format(Locale.ROOT, "%5.0f s  %,10.0f /s", seconds, perSecond);
        if (warmingUp) {
            line += "  warming up";
        } else if (latency.getTotalCount() > 0) {
            line += "  p50 " + Figures.micros(latency.getValueAtPercentile(50) / 1e3) + "  p99 "
                    + Figures.micros(latency.getValueAtPercentile(99) / 1e3);
        }
        return failed == 0 ? line : line + "  failed " + failed;
    }
}
