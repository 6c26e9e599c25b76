package io.fairlead.jcache.jvm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A main class of the tests in a JVM of its own, with the class path of this one. Its standard output is its answers, line by
 * line, its standard input what it is told; what it logs goes to a file. For one thread.
 */
public final class JavaProcess implements AutoCloseable {
    /** How long a JVM may take to start, or to do what it was told, on a busy machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String END = "\0";

    private final String name;
    private final Process process;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private JavaProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        Thread reader = new Thread(this::read, name + "-lines");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts it.
     *
     * @param name of the process, unique within the folder
     * @param folder where its log goes
     */
    public static JavaProcess start(String name, Class<?> main, Path folder, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-ea",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(arguments);
        Path log = folder.resolve(name + ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new JavaProcess(name, process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start", e);
        }
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // The process is gone: so ends what it had to say.
        }
        lines.add(END);
    }

    /** Tells it something. */
    public void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not listen; its log: " + log(), e);
        }
    }

    /** Its next line. */
    public String line() {
        try {
            String line = lines.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new IllegalStateException(name + " says nothing for " + PATIENCE + "; its log: " + log());
            }
            if (line.equals(END)) {
                throw new IllegalStateException(name + " has ended; its log: " + log());
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while listening to " + name, e);
        }
    }

    /** Waits for this line, passing by all before it. */
    public void await(String wanted) {
        String line = line();
        while (!line.equals(wanted)) {
            line = line();
        }
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as {@code kill -9} does, and returns when it is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "unreadable, " + e;
        }
    }
}
