package io.fairlead.cli.shell;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command reads and writes. Handed in, so that a test can run a command as a person would and read what it
 * said.
 *
 * @param environment the variables of the process
 * @param terminal the person in front of it
 */
public record Console(
        InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, Terminal terminal) {

    /** A console with nobody in front of it. */
    public Console(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {
        this(in, out, err, environment, Terminal.NOBODY);
    }

    /** A variable of the environment; empty where it isn't set. */
    public String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
