package io.fairlead.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchTest {
    private final StringWriter err = new StringWriter();
    private final StringWriter out = new StringWriter();

    private int run(String... words) {
        CommandLine bench = Bench.commandLine();
        bench.setErr(new PrintWriter(err)).setOut(new PrintWriter(out));
        return bench.execute(words);
    }

    @Test
    void help_namesTheCommands() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("list", "load", "compare", "run");
    }

    @Test
    void load_ofACaseThatIsNot_namesThoseThatAre() {
        assertThat(run("load", "delete")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("no case \"delete\"").contains("range-serializable");
    }

    @Test
    void load_withoutAnOperationOutstanding_isRefused() {
        assertThat(run("load", "put", "--outstanding", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("at least one operation must be outstanding");
    }

    @Test
    void compare_ofATrialThatIsNot_isRefused() {
        assertThat(run("compare", "--only", "no such trial")).isEqualTo(CommandLine.ExitCode.USAGE);
    }
}
