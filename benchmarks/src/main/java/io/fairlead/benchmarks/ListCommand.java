package io.fairlead.benchmarks;

import io.fairlead.benchmarks.load.LoadCase;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code fairlead bench list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Names what can be run.")
final class ListCommand implements Callable<Integer> {
    @Override
    public Integer call() throws RunnerException {
        System.out.println("bench load CASE:");
        for (LoadCase each : LoadCase.values()) {
            System.out.printf("  %-20s %s%n", each.word(), each.meaning());
        }
        System.out.println();
        System.out.println("bench run REGEX:");
        System.out.flush();
        new Runner(new OptionsBuilder().build()).list();
        System.out.println();
        System.out.println("bench compare: bench compare --list names its trials");
        return CommandLine.ExitCode.OK;
    }
}
