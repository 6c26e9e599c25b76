package io.fairlead.cli;

import io.fairlead.cli.shell.Console;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The program {@code fairlead}. */
public final class Fairlead {
    private Fairlead() {}

    /** Runs the command the words name, and ends the process with its number. */
    public static void main(String[] args) {
        // Buffered, and UTF-8 whatever the locale: values are bytes, and they leave as they are.
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Console console = new Console(new FileInputStream(FileDescriptor.in), out, err, System.getenv());
        int exitCode = CommandLine.run(Arrays.asList(args), console);
        out.flush();
        // No tidy end of threads and connections: the process goes, and they with it.
        Runtime.getRuntime().halt(exitCode);
    }
}
