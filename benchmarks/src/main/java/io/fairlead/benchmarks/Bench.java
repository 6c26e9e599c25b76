package io.fairlead.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code fairlead bench}. */
@Command(
        name = "fairlead bench",
        mixinStandardHelpOptions = true,
        description = "Measures the server: a load on a running cluster, a comparison with etcd, and single pieces.",
        subcommands = {ListCommand.class, LoadCommand.class, CompareCommand.class, RunCommand.class})
public final class Bench {
    private Bench() {}

    /** Runs the command that the words name, and ends the process with its number. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Bench()).setUsageHelpWidth(110);
    }
}
