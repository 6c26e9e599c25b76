package io.fairlead.cli.chaos.process;

import io.fairlead.cli.Fairlead;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own: ours, started from the test's class path as the launcher would start it, or whatever
 * understands the same flags. Its log goes to a file.
 */
public final class ServerProcess implements AutoCloseable {
    /** Long enough that only a hang reaches it. */
    static final long HANG_SECONDS = 120;

    private final String name;
    private final Process process;

    /** Open once the process has said that it serves, or has ended. */
    private final CountDownLatch ready = new CountDownLatch(1);

    private ServerProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** The command line of our server, without flags. */
    public static List<String> ours() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Fairlead.class.getName(),
                "server");
    }

    /**
     * Starts the process; does not wait until it serves.
     *
     * @param log the file that its output is appended to
     */
    static ServerProcess start(
            String name, List<String> command, List<String> flags, Map<String, String> environment, Path log) {
        List<String> line = new ArrayList<>(command);
        line.addAll(flags);
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            ServerProcess started = new ServerProcess(name, builder.start());
            Thread reader = new Thread(() -> started.keepLog(log), name + "-log");
            reader.setDaemon(true);
            reader.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start", e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the process says that it serves. */
    void awaitReady() {
        try {
            if (!ready.await(HANG_SECONDS, TimeUnit.SECONDS) || !process.isAlive()) {
                throw new IllegalStateException(name + (process.isAlive() ? " is not ready" : " has ended"));
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** As kill -9 does; returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks the process to stop, as service managers do; returns its exit code. */
    int terminate() {
        // Through its handle: Process.destroy would also close the stream the log comes from.
        process.toHandle().destroy();
        return awaitEnd();
    }

    /** The process stands still from now on. */
    void pause() {
        signal("STOP");
    }

    /** The process goes on. */
    void resume() {
        signal("CONT");
    }

    /** Waits until the process ends; returns its exit code. */
    int awaitEnd() {
        try {
            if (!process.waitFor(HANG_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void signal(String signal) {
        Shell.run("kill", "-" + signal, Long.toString(process.pid()));
    }

    private void keepLog(Path file) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                Writer log = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.write(line + "\n");
                log.flush();
                if (line.contains("ready to serve client requests")) {
                    ready.countDown();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ready.countDown();
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for a process", e);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
