package io.fairlead.cli;

import io.fairlead.cli.command.VersionCommand;
import io.fairlead.cli.server.ServerCommand;
import io.fairlead.cli.shell.Console;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The program {@code fairlead}. */
public final class Fairlead {
    /** Held here: java.util.logging forgets the settings of loggers nobody holds. */
    private static final Logger LIBRARY_LOG = Logger.getLogger("io.grpc");

    private Fairlead() {}

    /** Runs the command the words name, and ends the process with its number. */
    public static void main(String[] args) {
        // Buffered, and UTF-8 whatever the locale: values are bytes, and they leave as they are.
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Console console =
                new Console(new FileInputStream(FileDescriptor.in), out, err, System.getenv(), new ProcessTerminal());
        List<String> words = Arrays.asList(args);
        boolean isServer = !words.isEmpty() && words.get(0).equals("server");
        int exitCode = isServer
                ? ServerCommand.run(words.subList(1, words.size()), console, VersionCommand.version())
                : runCommand(words, console);
        out.flush();
        // No tidy end of threads and connections: the process goes, and they with it.
        Runtime.getRuntime().halt(exitCode);
    }

    private static int runCommand(List<String> words, Console console) {
        // What went wrong with a connection is told by the command, once; --debug tells more.
        LIBRARY_LOG.setLevel(Level.OFF);
        return CommandLine.run(words, console);
    }
}
