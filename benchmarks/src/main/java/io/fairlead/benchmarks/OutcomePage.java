package io.fairlead.benchmarks;

import io.fairlead.benchmarks.compare.Metric;
import io.fairlead.benchmarks.compare.Outcome;
import io.fairlead.benchmarks.compare.Suite;
import io.fairlead.benchmarks.compare.Trial;
import io.fairlead.benchmarks.load.Figures;
import io.fairlead.benchmarks.report.BarChart;
import io.fairlead.benchmarks.report.HtmlReport;
import java.util.ArrayList;
import java.util.List;

/** The ratios of a comparison as a page: a chart for each metric. */
final class OutcomePage {
    private OutcomePage() {}

    static HtmlReport of(Outcome outcome) {
        List<BarChart> charts = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            List<BarChart.Bar> bars = new ArrayList<>();
            for (Trial trial : outcome.trials()) {
                outcome.ratio(trial, metric)
                        .ifPresent(ratio -> bars.add(new BarChart.Bar(
                                Suite.title(trial),
                                ratio.median(),
                                ratio.least(),
                                ratio.most(),
                                Figures.three(ratio.median()))));
            }
            if (!bars.isEmpty()) {
                String better = metric.moreIsBetter() ? "more is better" : "less is better";
                charts.add(new BarChart(metric.title() + ": " + better, "x", bars));
            }
        }
        String title = outcome.ours() + " beside " + outcome.other();
        return new HtmlReport(
                title,
                List.of(
                        "Ratios of " + title + ": medians of the rounds.",
                        "Lines reach from the least to the most of the rounds."),
                charts);
    }
}
