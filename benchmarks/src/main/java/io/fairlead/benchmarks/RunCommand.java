package io.fairlead.benchmarks;

import io.fairlead.benchmarks.load.Figures;
import io.fairlead.benchmarks.report.BarChart;
import io.fairlead.benchmarks.report.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fairlead bench run}: single pieces, by JMH. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures single pieces and the whole path in one JVM, by JMH; tools/jmh takes all of JMH's own"
                + " options.")
final class RunCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "REGEX",
            description = "Benchmarks whose name it is found in; without one, all. 'bench list' has the names.")
    private List<String> patterns = new ArrayList<>();

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUES",
            description = "Only these values of a parameter, separated by commas.")
    private Map<String, String> params = new LinkedHashMap<>();

    @Option(
            names = "--time",
            paramLabel = "SECONDS",
            description = "Of each iteration, instead of the benchmark's own.")
    private @Nullable Double time;

    @Option(names = "--json", paramLabel = "FILE", description = "Write JMH's results there.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with plots there.")
    private @Nullable Path html;

    @Override
    public Integer call() throws IOException {
        ChainedOptionsBuilder options = new OptionsBuilder().shouldFailOnError(true);
        patterns.forEach(options::include);
        params.forEach((name, values) -> options.param(name, values.split(",", -1)));
        if (time != null) {
            TimeValue each = TimeValue.milliseconds(Math.round(time * 1e3));
            options.warmupTime(each).measurementTime(each);
        }
        if (json != null) {
            options.resultFormat(ResultFormatType.JSON).result(json.toString());
        }
        try {
            Collection<RunResult> results = new Runner(options.build()).run();
            if (html != null) {
                Files.writeString(html, page(results).html());
            }
            return CommandLine.ExitCode.OK;
        } catch (RunnerException e) {
            System.err.println("fairlead bench: " + e.getMessage());
            return LoadCommand.FAILED;
        }
    }

    /** A chart for each class of benchmarks and unit, as only those can be compared by eye. */
    private static HtmlReport page(Collection<RunResult> results) {
        Map<String, List<BarChart.Bar>> bars = new LinkedHashMap<>();
        Map<String, String> units = new LinkedHashMap<>();
        for (RunResult run : results) {
            String[] name = run.getParams().getBenchmark().split("\\.", -1);
            Result<?> score = run.getPrimaryResult();
            String chart = name[name.length - 2];
            String key = chart + " " + score.getScoreUnit();
            double error = Double.isNaN(score.getScoreError()) ? 0 : score.getScoreError();
            units.put(key, score.getScoreUnit());
            bars.computeIfAbsent(key, each -> new ArrayList<>())
                    .add(new BarChart.Bar(
                            name[name.length - 1] + params(run),
                            score.getScore(),
                            score.getScore() - error,
                            score.getScore() + error,
                            Figures.three(score.getScore())));
        }
        List<BarChart> charts = new ArrayList<>();
        bars.forEach((key, values) -> charts.add(new BarChart(key, units.getOrDefault(key, ""), values)));
        String machine = System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version") + ", "
                + System.getProperty("os.name") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors";
        return new HtmlReport(
                "Fairlead: single pieces",
                List.of(machine, "Lines are the error at 99.9 % as JMH computes it."),
                charts);
    }

    private static String params(RunResult run) {
        Collection<String> keys = run.getParams().getParamsKeys();
        return keys.isEmpty()
                ? ""
                : keys.stream()
                        .map(key -> key + "=" + run.getParams().getParam(key))
                        .collect(Collectors.joining(", ", " ", ""));
    }
}
