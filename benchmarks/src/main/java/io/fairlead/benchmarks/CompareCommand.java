package io.fairlead.benchmarks;

import io.fairlead.benchmarks.compare.Comparison;
import io.fairlead.benchmarks.compare.OutcomeText;
import io.fairlead.benchmarks.compare.Suite;
import io.fairlead.benchmarks.compare.Trial;
import io.fairlead.benchmarks.load.LoadFailure;
import io.fairlead.benchmarks.process.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
            paramLabel = "FILE",
            description = "The etcd to compare with; tools/get-etcd fetches one. Without it, the one on the PATH.")
    private @Nullable Path etcd;

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
            converter = Seconds.class,
            defaultValue = "10",
            description = "Of each cluster; each trial has a fifth of that again.")
    private Duration warmUp = Duration.ZERO;

    @Option(
            names = "--time",
            paramLabel = "SECONDS",
            converter = Seconds.class,
            defaultValue = "5",
            description = "Counted of each trial.")
    private Duration time = Duration.ZERO;

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

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with plots of the ratios there.")
    private @Nullable Path html;

    @Override
    public Integer call() throws InterruptedException, IOException {
        List<Trial> trials = Suite.of(members, warmUp.dividedBy(5), time, storeKeys);
        Pattern wanted = only;
        if (wanted != null) {
            trials = Suite.only(trials, name -> wanted.matcher(name).find());
        }
        if (list) {
            trials.forEach(trial -> System.out.println(Suite.title(trial)));
            return CommandLine.ExitCode.OK;
        }
        Optional<Path> binary = etcd == null ? onThePath() : Optional.of(etcd).filter(Files::isExecutable);
        if (trials.isEmpty() || binary.isEmpty()) {
            System.err.println("fairlead bench: "
                    + (trials.isEmpty() ? "no trial of that name" : "no etcd that can be run; name one by --etcd"));
            return CommandLine.ExitCode.USAGE;
        }
        Program ours = new Program("fairlead", List.of(System.getProperty("fairlead.launcher", "fairlead"), "server"));
        Program other =
                new Program(otherName, List.of(binary.get().toAbsolutePath().toString()));
        Path parent = dir == null ? Path.of(System.getProperty("java.io.tmpdir")) : dir;
        Comparison comparison = new Comparison(ours, other, trials, warmUp, parent, System.err::println);
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

    private static Optional<Path> onThePath() {
        String folders = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(folders.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "etcd"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private void write(Comparison comparison) throws IOException {
        if (html != null) {
            Files.writeString(html, OutcomePage.of(comparison.outcome()).html());
        }
        if (json != null) {
            Files.writeString(json, OutcomeText.json(comparison.outcome()) + System.lineSeparator());
        }
    }
}
