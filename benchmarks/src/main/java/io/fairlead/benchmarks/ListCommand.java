package io.fairlead.benchmarks;

import io.fairlead.benchmarks.load.LoadCase;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code fairlead bench list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Names what can be run.")
final class ListCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.println("bench load CASE:");
        for (LoadCase each : LoadCase.values()) {
            System.out.printf("  %-20s %s%n", each.word(), each.meaning());
        }
        return CommandLine.ExitCode.OK;
    }
}
