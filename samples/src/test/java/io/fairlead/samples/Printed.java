package io.fairlead.samples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** What a sample prints, kept for the test. */
public final class Printed {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Where the sample prints to. */
    public PrintStream stream() {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** What it printed so far. */
    public Stream<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines();
    }
}
