package io.fairlead.benchmarks;

import io.fairlead.benchmarks.load.Load;
import io.fairlead.benchmarks.load.LoadCase;
import io.fairlead.benchmarks.load.LoadFailure;
import io.fairlead.benchmarks.load.LoadPlan;
import io.fairlead.benchmarks.load.LoadResult;
import io.fairlead.benchmarks.load.LoadText;
import io.fairlead.benchmarks.load.Target;
import io.fairlead.benchmarks.process.Listeners;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fairlead bench load}: one kind of operation against any etcd v3 endpoint. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Asks a running cluster for one kind of operation, and tells throughput, latency and what the servers"
                        + " spent.",
        footer = {
            "",
            "Without --rate a closed loop: each operation starts when one ends. With --rate an open loop: operations"
                    + " are due evenly, and their time counts from then, also while a stalled server lets none start."
        })
final class LoadCommand implements Callable<Integer> {
    static final int FAILED = 1;

    private static final int SLOTS_CLOSED = 128;
    private static final int SLOTS_OPEN = 10_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CASE",
            defaultValue = "put",
            description = "One of those that 'bench list' names.")
    private String what = "put";

    @Option(
            names = "--endpoints",
            split = ",",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:2379",
            description = "Of the cluster's members.")
    private List<String> endpoints = List.of();

    @Option(names = "--cacert", paramLabel = "FILE", description = "Who may have signed the servers' certificates.")
    private @Nullable Path cacert;

    @Option(names = "--cert", paramLabel = "FILE", description = "The client's certificate.")
    private @Nullable Path cert;

    @Option(names = "--key", paramLabel = "FILE", description = "Its key.")
    private @Nullable Path key;

    @Option(names = "--user", paramLabel = "NAME:PASSWORD", description = "Where authentication is on.")
    private @Nullable String user;

    @Option(
            names = "--outstanding",
            paramLabel = "N",
            description = "Operations under way; 128, or at most 10000 in an open loop.")
    private @Nullable Integer outstanding;

    @Option(
            names = "--rate",
            paramLabel = "PER_SECOND",
            defaultValue = "0",
            description = "Operations due per second; 0: as many as are answered.")
    private double rate;

    @Option(names = "--warm-up", paramLabel = "SECONDS", converter = Seconds.class, defaultValue = "5")
    private Duration warmUp = Duration.ZERO;

    @Option(names = "--time", paramLabel = "SECONDS", converter = Seconds.class, defaultValue = "10")
    private Duration time = Duration.ZERO;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "1", description = "To each endpoint.")
    private int connections;

    @Option(names = "--leader", description = "Ask only the member that leads.")
    private boolean leaderOnly;

    @Option(names = "--keys", paramLabel = "N", defaultValue = "10000")
    private int keys;

    @Option(names = "--value-bytes", paramLabel = "N", defaultValue = "256")
    private int valueBytes;

    @Option(names = "--reads", paramLabel = "PERCENT", defaultValue = "80", description = "Of the case mixed.")
    private int readPercent;

    @Option(names = "--watchers", paramLabel = "N", defaultValue = "100", description = "Of the case watch.")
    private int watchers;

    @Option(names = "--watchers-per-stream", paramLabel = "N", defaultValue = "10")
    private int watchersPerStream;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the keys chosen.")
    private long seed;

    @Option(
            names = "--pid",
            split = ",",
            paramLabel = "PID",
            description = "Of the servers; those that listen on the endpoints' ports of this machine.")
    private List<Long> pids = new ArrayList<>();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--histogram",
            paramLabel = "FILE",
            description = "Write all percentiles there, for HdrHistogram's plotter.")
    private @Nullable Path histogram;

    @Option(names = "--quiet", description = "No progress.")
    private boolean quiet;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Target target;
        LoadPlan plan;
        try {
            target = new Target(
                    endpoints,
                    Optional.ofNullable(cacert),
                    Optional.ofNullable(cert),
                    Optional.ofNullable(key),
                    Optional.ofNullable(user));
            plan = plan();
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(commandLine(), e.getMessage(), e);
        }
        if (pids.isEmpty()) {
            pids.addAll(Listeners.on(target.localPorts()));
        }
        try {
            LoadResult result = new Load(plan, pids, quiet ? line -> {} : System.err::println).run(target);
            System.out.println(json ? LoadText.json(result).toString() : LoadText.lines(result));
            writeHistogram(result);
            return result.failed() == 0 && result.unanswered() == 0 ? CommandLine.ExitCode.OK : FAILED;
        } catch (LoadFailure e) {
            System.err.println("fairlead bench: " + e.getMessage());
            return FAILED;
        }
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli");
        }
        return spec.commandLine();
    }

    private LoadPlan plan() {
        int slots = outstanding != null ? outstanding : rate > 0 ? SLOTS_OPEN : SLOTS_CLOSED;
        return LoadPlan.of(LoadCase.of(what))
                .outstanding(slots)
                .rate(rate)
                .warmUp(warmUp)
                .time(time)
                .connections(connections)
                .leaderOnly(leaderOnly)
                .keys(keys)
                .valueBytes(valueBytes)
                .readPercent(readPercent)
                .watchers(watchers)
                .watchersPerStream(watchersPerStream)
                .seed(seed)
                .build();
    }

    private void writeHistogram(LoadResult result) throws IOException {
        if (histogram != null) {
            try (PrintStream out = new PrintStream(Files.newOutputStream(histogram), false, StandardCharsets.UTF_8)) {
                result.latency().outputPercentileDistribution(out, 1e3);
            }
        }
    }
}
