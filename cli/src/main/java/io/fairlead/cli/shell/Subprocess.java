package io.fairlead.cli.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** A program that a command runs for the person, such as what is done under a lock. It reads nothing. */
public final class Subprocess {
    private static final int NOT_FOUND = 2;

    private Subprocess() {}

    /**
     * Runs a program to its end. What it writes goes where the command writes.
     *
     * @param words the program and its arguments
     * @param environment variables beside those of this process
     * @return the number it ended with
     * @throws CommandFailure if there is no such program
     * @throws InterruptedException if the thread was interrupted; the program is told to end
     */
    public static int run(List<String> words, Map<String, String> environment, Console console)
            throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectInput(ProcessBuilder.Redirect.from(nothing()));
        builder.environment().putAll(environment);
        console.out().flush();
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw CommandFailure.error(complaint(words.get(0), e));
        }
        Thread out = pump(process.getInputStream(), console.out());
        Thread err = pump(process.getErrorStream(), console.err());
        try {
            int exitCode = process.waitFor();
            out.join();
            err.join();
            return exitCode;
        } finally {
            process.destroy();
        }
    }

    private static java.io.File nothing() {
        return new java.io.File(System.getProperty("os.name", "").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    private static String complaint(String program, IOException e) {
        String message = String.valueOf(e.getMessage());
        String why = message.contains("error=" + NOT_FOUND) ? "no such file or directory" : message;
        return program.indexOf('/') >= 0
                ? "fork/exec " + program + ": " + why
                : "exec: \"" + program + "\": executable file not found in $PATH";
    }

    private static Thread pump(InputStream from, PrintStream to) {
        Thread thread = new Thread(
                () -> {
                    try (from) {
                        from.transferTo(to);
                    } catch (IOException e) {
                        // The program closed its end; what came before is written.
                    }
                    to.flush();
                },
                "program-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
