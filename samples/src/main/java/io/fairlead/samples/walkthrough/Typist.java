package io.fairlead.samples.walkthrough;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Types commands: shows each line, runs it as a process, shows what it said and, where it failed, its exit code. */
final class Typist {
    /** A command that takes longer hangs, which no command may. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(30);

    /** Between two tries of a command whose answer is still on its way to what is expected. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final List<String> program;
    private final String name;
    private final PrintStream out;
    private final Map<String, String> exported = new LinkedHashMap<>();

    /**
     * @param program the words that start the program whose commands are typed
     * @param name what is shown in their place
     */
    Typist(List<String> program, String name, PrintStream out) {
        this.program = List.copyOf(program);
        this.name = name;
        this.out = out;
    }

    /** What a command said, on both streams in their order, and its number. */
    record Said(String text, int exitCode) {}

    void headline(String text) {
        out.println();
        out.println("# " + text);
    }

    /** A remark, as a person would write it behind a hash. */
    void remark(String text) {
        out.println("# " + text);
    }

    void typed(String line) {
        out.println("$ " + line);
        out.flush();
    }

    void shown(String text) {
        out.print(text);
        out.flush();
    }

    void export(String variable, String value) {
        typed("export " + variable + "=" + value);
        exported.put(variable, value);
    }

    /** Runs a command, shows it, and checks what it said. */
    Said run(String words, String expectation, Predicate<Said> expected) {
        return run(Map.of(), words, Duration.ZERO, expectation, expected);
    }

    /**
     * Runs a command until it says what is expected, and shows the last try. A cluster needs a moment to notice what was
     * done to it; a person would look again.
     */
    Said runUntil(String words, Duration patience, String expectation, Predicate<Said> expected) {
        return run(Map.of(), words, patience, expectation, expected);
    }

    Said run(
            Map<String, String> variables,
            String words,
            Duration patience,
            String expectation,
            Predicate<Said> expected) {
        StringBuilder line = new StringBuilder();
        variables.forEach((variable, value) ->
                line.append(variable).append('=').append(value).append(' '));
        typed(line + name + " " + words);
        long end = System.nanoTime() + patience.toNanos();
        Said said = execute(variables, List.of(words.split(" ", -1)));
        while (!expected.test(said) && System.nanoTime() < end) {
            pause();
            said = execute(variables, List.of(words.split(" ", -1)));
        }
        shown(said.text());
        if (said.exitCode() != 0) {
            typed("echo $?");
            shown(said.exitCode() + System.lineSeparator());
        }
        if (!expected.test(said)) {
            throw new StoryFailure("\"" + name + " " + words + "\" should " + expectation);
        }
        return said;
    }

    private Said execute(Map<String, String> variables, List<String> words) {
        List<String> command = new ArrayList<>(program);
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        clean(builder.environment());
        builder.environment().putAll(exported);
        builder.environment().putAll(variables);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new StoryFailure("a command hangs: " + words);
            }
            return new Said(text, process.exitValue());
        } catch (IOException e) {
            throw new StoryFailure("can't run " + command + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryFailure("interrupted");
        }
    }

    /** Takes out what a person may have set for clusters of their own. */
    static void clean(Map<String, String> environment) {
        environment.keySet().removeIf(variable -> variable.startsWith("ETCD_") || variable.startsWith("ETCDCTL_"));
        environment.put("FAIRLEAD_NO_BUILD", "1");
    }

    static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryFailure("interrupted");
        }
    }
}
