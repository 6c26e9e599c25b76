package io.fairlead.cli.check;

import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.Console;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.shell.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** {@code check perf}: puts keys for a minute, and says whether the cluster is fast enough for a load. */
public final class CheckPerfCommand implements Command {
    private static final FlagSet FLAGS = CheckedKeys.flags("/etcdctl-check-perf/");
    private static final int SECONDS = 60;
    private static final int KEY_SIZE = 256;
    private static final int VALUE_SIZE = 1024;

    /** The bounds of etcdctl: part of the throughput that was asked for, and seconds. */
    private static final double THROUGHPUT_MIN = 0.9;

    private static final double SLOWEST_MAX = 0.5;
    private static final double DEVIATION_MAX = 0.1;

    /** So many clients, and at most so many keys a second of all of them together. */
    private record Load(int clients, int perSecond) {
        static Load named(String name) {
            return switch (name) {
                case "s", "small" -> new Load(50, 150);
                case "m", "medium" -> new Load(200, 1_000);
                case "l", "large" -> new Load(500, 8_000);
                case "xl", "xLarge" -> new Load(1_000, 15_000);
                default -> throw new CommandFailure(ExitCode.BAD_FEATURE, "unknown load option " + name);
            };
        }
    }

    @Override
    public String usage() {
        return "check perf [options]";
    }

    @Override
    public String summary() {
        return "Says whether the cluster is fast enough for a load";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public String manual() {
        return """
            Puts keys of 1 kB for a minute, removes them, and says PASS or FAIL (with the number 1) for the
            throughput, the slowest request and the deviation. A production cluster feels it.

            	$ fairlead check perf --load=m\
            """;
    }

    @Override
    public int run(Invocation call) {
        Load load = Load.named(call.flags().text("load"));
        CheckedKeys keys = new CheckedKeys(call);
        keys.requireNone();
        long count = (long) load.perSecond() * SECONDS;
        PutLoad puts = new PutLoad(keys.connections(), keys.prefix(), load.clients(), KEY_SIZE, VALUE_SIZE);
        long start = System.nanoTime();
        Figures figures;
        try (Progress progress = new Progress(call.console())) {
            figures = puts.run(count, load.perSecond(), done -> progress.show("putting", done, count));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.error("context canceled");
        }
        double seconds = Math.max((double) SECONDS, (System.nanoTime() - start) / 1e9);
        keys.remove();
        return isGood(figures, seconds, load.perSecond(), call.console()) ? ExitCode.SUCCESS : ExitCode.ERROR;
    }

    private static boolean isGood(Figures figures, double seconds, int perSecond, Console console) {
        PrintStream out = console.out();
        boolean isGood = figures.errors().isEmpty();
        if (!isGood) {
            out.println("FAIL: too many errors");
            for (Map.Entry<String, Integer> error : figures.errors().entrySet()) {
                out.println("FAIL: ERROR(" + error.getKey() + ") -> " + error.getValue());
            }
        }
        double throughput = figures.count() / seconds;
        // A test of the limit by its own clock is a little below it.
        boolean isEnough = throughput >= perSecond * THROUGHPUT_MIN;
        out.println(
                isEnough
                        ? "PASS: Throughput is " + Math.round(throughput) + " writes/s"
                        : "FAIL: Throughput too low: " + Math.round(throughput) + " writes/s");
        boolean isQuick = figures.slowest() <= SLOWEST_MAX;
        out.println((isQuick ? "PASS: Slowest request took " : "Slowest request took too long: ")
                + seconds(figures.slowest()));
        boolean isSteady = figures.standardDeviation() <= DEVIATION_MAX;
        out.println((isSteady ? "PASS: Stddev is " : "Stddev too high: ") + seconds(figures.standardDeviation()));
        isGood &= isEnough && isQuick && isSteady;
        out.println(isGood ? "PASS" : "FAIL");
        return isGood;
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%fs", seconds);
    }
}
