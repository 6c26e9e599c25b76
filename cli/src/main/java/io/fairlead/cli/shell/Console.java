package io.fairlead.cli.shell;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command reads and writes. Handed in, so that a test can run a command as a person would and read what it
 * said.
 *
 * @param environment the variables of the process
 */
public record Console(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {

    /** A variable of the environment; empty where it isn't set. */
    public String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
