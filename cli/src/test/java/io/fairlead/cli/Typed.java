package io.fairlead.cli;

import io.fairlead.cli.shell.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What came of a line that was typed. */
record Typed(int exitCode, String out, String err) {

    /** A line about to be typed. */
    static Line line(String... words) {
        return new Line(List.of(words), "", new HashMap<>());
    }

    record Line(List<String> words, String stdin, Map<String, String> environment) {
        Line at(String endpoints) {
            return with("ETCDCTL_ENDPOINTS", endpoints);
        }

        Line at(FakeMember member) {
            return at(member.endpoint());
        }

        Line with(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        Line older() {
            return with("ETCDCTL_API", "2");
        }

        Line reading(String text) {
            return new Line(words, text, environment);
        }

        Typed run() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            Console console = new Console(
                    new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    environment);
            int exitCode = CommandLine.run(words, console);
            return new Typed(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }
}
