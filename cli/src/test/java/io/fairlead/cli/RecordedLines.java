package io.fairlead.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines and what etcdctl 3.5.16 said to them, one after the other, against a cluster of one: a dollar sign and the line, the
 * number it ended with, and what it wrote, each line after a sign for the stream.
 */
final class RecordedLines {
    private static final Path FILE = Path.of("src", "test", "resources", "golden", "etcdctl-lines.txt");

    /** One line with its answer. */
    record Entry(String line, Typed said) {}

    private RecordedLines() {}

    static List<Entry> read() throws IOException {
        List<Entry> entries = new ArrayList<>();
        String line = "";
        int exitCode = 0;
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        for (String text : Files.readAllLines(FILE)) {
            String rest = text.substring(Math.min(2, text.length()));
            switch (text.charAt(0)) {
                case '$' -> {
                    add(entries, line, exitCode, out, err);
                    line = rest;
                    exitCode = 0;
                }
                case '=' -> exitCode = Integer.parseInt(rest);
                case '>' -> out.append(rest).append('\n');
                case '!' -> err.append(rest).append('\n');
                default -> throw new IOException("neither a line nor an answer: " + text);
            }
        }
        add(entries, line, exitCode, out, err);
        return entries;
    }

    private static void add(List<Entry> entries, String line, int exitCode, StringBuilder out, StringBuilder err) {
        if (!line.isEmpty()) {
            entries.add(new Entry(line, new Typed(exitCode, out.toString(), err.toString())));
        }
        out.setLength(0);
        err.setLength(0);
    }

    static void write(List<Entry> entries) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Entry entry : entries) {
            text.append("$ ").append(entry.line()).append('\n');
            text.append("= ").append(entry.said().exitCode()).append('\n');
            entry.said()
                    .out()
                    .lines()
                    .forEach(line -> text.append("> ").append(line).append('\n'));
            entry.said()
                    .err()
                    .lines()
                    .forEach(line -> text.append("! ").append(line).append('\n'));
        }
        Files.writeString(FILE, text);
    }

    /** The same answer, as it can be written down. */
    static Typed written(Typed typed) {
        Typed normal = Said.normal(typed);
        return new Typed(normal.exitCode(), whole(normal.out()), whole(normal.err()));
    }

    private static String whole(String text) {
        return text.replace("\u0000", "\\0").lines().map(line -> line + "\n").reduce("", String::concat);
    }
}
