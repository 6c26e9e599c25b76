package io.fairlead.cli.check;

import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.shell.Progress;
import io.fairlead.cli.wire.Endpoint;
import io.fairlead.cli.wire.MetricsPage;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/** {@code check datascale}: puts many keys, and tells how much memory the member took for them. */
public final class CheckDataScaleCommand implements Command {
    private static final FlagSet FLAGS = CheckedKeys.flags("/etcdctl-check-datascale/");
    private static final String MEMORY = "process_resident_memory_bytes";
    private static final int KEY_SIZE = 256;
    private static final double BYTES_PER_MEGABYTE = 1024.0 * 1024.0;

    /** So many keys, each with a value of so many bytes, put by so many clients. */
    private record Load(int keys, int valueSize, int clients) {
        static Load named(String name) {
            return switch (name) {
                case "s", "small" -> new Load(10_000, 1024, 50);
                case "m", "medium" -> new Load(100_000, 1024, 200);
                case "l", "large" -> new Load(1_000_000, 1024, 500);
                case "xl", "xLarge" -> new Load(3_000_000, 1024, 1_000);
                default -> throw new CommandFailure(ExitCode.BAD_FEATURE, "unknown load option " + name);
            };
        }
    }

    @Override
    public String usage() {
        return "check datascale [options]";
    }

    @Override
    public String summary() {
        return "Tells how much memory a member takes for many keys";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        Load load = Load.named(call.flags().text("load"));
        CheckedKeys keys = new CheckedKeys(call);
        keys.requireNone();
        Endpoint endpoint = keys.connections().endpoints().get(0);
        MetricsPage page = new MetricsPage(endpoint, call.access().security());
        double before = memory(page);
        PrintStream out = call.console().out();
        out.println("Start data scale check for work load [" + load.keys() + " key-value pairs, " + load.valueSize()
                + " bytes per key-value, " + load.clients() + " concurrent clients].");
        out.flush();
        PutLoad puts = new PutLoad(keys.connections(), keys.prefix(), load.clients(), KEY_SIZE, load.valueSize());
        Figures figures;
        try (Progress progress = new Progress(call.console())) {
            figures = puts.run(load.keys(), 0, done -> progress.show("putting", done, load.keys()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.error("context canceled");
        }
        double after = memory(page);
        keys.remove();
        if (!figures.errors().isEmpty()) {
            out.println("FAIL: too many errors");
            figures.errors().forEach((why, count) -> out.println("FAIL: ERROR(" + why + ") -> " + count));
            return ExitCode.ERROR;
        }
        out.println(String.format(
                Locale.ROOT,
                "PASS: Approximate system memory used : %.2f MB.",
                Math.max(0, after - before) / BYTES_PER_MEGABYTE));
        return ExitCode.SUCCESS;
    }

    private static double memory(MetricsPage page) {
        try {
            return page.value(MEMORY).orElseThrow(() -> CommandFailure.error("could not find: " + MEMORY));
        } catch (IOException e) {
            throw CommandFailure.error(String.valueOf(e.getMessage()));
        }
    }
}
