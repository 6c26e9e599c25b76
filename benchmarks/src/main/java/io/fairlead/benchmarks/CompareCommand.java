package io.fairlead.benchmarks;

import io.fairlead.benchmarks.compare.Comparison;
import io.fairlead.benchmarks.compare.OutcomeText;
import io.fairlead.benchmarks.compare.Suite;
import io.fairlead.benchmarks.compare.Trial;
import io.fairlead.benchmarks.load.LoadFailure;
import io.fairlead.benchmarks.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fairlead bench compare}: our server and an etcd in turn, and their ratios. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Starts clusters of fairlead and of another etcd in turn, A B A B, measures both, and prints ratios.",
        footer = {"", "Absolute figures differ from machine to machine: the ratios of one run are what to compare."})
final class CompareCommand implements Callable<Integer> {
    @Option(
            names = "--etcd",
            required = true,
            paramLabel = "FILE",
            description = "The etcd to compare with; tools/get-etcd fetches one.")
    private Path etcd = Path.of("etcd");

    @Option(names = "--other-name", paramLabel = "NAME", defaultValue = "etcd", description = "What reports call it.")
    private String otherName = "etcd";

    @Option(
            names = "--members",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,3",
            description = "Sizes of clusters.")
    private List<Integer> members = List.of();

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            description = "Trials whose name it is found in; --list shows the names.")
    private @Nullable Pattern only;

    @Option(names = "--list", description = "Name the trials and end.")
    private boolean list;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5")
    private int rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Of each cluster; each trial has a fifth of that again.")
    private double warmUp;

    @Option(names = "--time", paramLabel = "SECONDS", defaultValue = "5", description = "Counted of each trial.")
    private double time;

    @Option(
            names = "--store-keys",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Of the trial of a large store; 0 leaves it out.")
    private int storeKeys;

    @Option(names = "--dir", paramLabel = "DIR", description = "On the disk to measure; else where temporary files go.")
    private @Nullable Path dir;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all samples there.")
    private @Nullable Path json;

    @Override
    public Integer call() throws InterruptedException, IOException {
        List<Trial> trials = Suite.of(members, Duration.ofNanos(Math.round(warmUp * 2e8)), seconds(time), storeKeys);
        Pattern wanted = only;
        if (wanted != null) {
            trials = Suite.only(trials, name -> wanted.matcher(name).find());
        }
        if (list) {
            trials.forEach(trial -> System.out.println(Suite.title(trial)));
            return CommandLine.ExitCode.OK;
        }
        if (trials.isEmpty() || !Files.isExecutable(etcd)) {
            System.err.println("fairlead bench: "
                    + (trials.isEmpty() ? "no trial of that name" : etcd + " is not a program that can be run"));
            return CommandLine.ExitCode.USAGE;
        }
        Program ours = new Program("fairlead", List.of(System.getProperty("fairlead.launcher", "fairlead"), "server"));
        Program other = new Program(otherName, List.of(etcd.toAbsolutePath().toString()));
        Path parent = dir == null ? Path.of(System.getProperty("java.io.tmpdir")) : dir;
        Comparison comparison = new Comparison(ours, other, trials, seconds(warmUp), parent, System.err::println);
        try {
            for (int round = 1; round <= rounds; round++) {
                comparison.round(round);
                write(comparison);
            }
            return CommandLine.ExitCode.OK;
        } catch (LoadFailure | IOException e) {
            System.err.println("fairlead bench: " + e.getMessage());
            return LoadCommand.FAILED;
        } finally {
            // Also what there is when it ended early: rounds take minutes each.
            System.out.println(OutcomeText.markdown(comparison.outcome()));
        }
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private void write(Comparison comparison) throws IOException {
        if (json != null) {
            Files.writeString(json, OutcomeText.json(comparison.outcome()) + System.lineSeparator());
        }
    }
}
