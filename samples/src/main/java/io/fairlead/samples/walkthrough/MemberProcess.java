package io.fairlead.samples.walkthrough;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One member of the cluster as a process with its own address and data folder. Used by the main thread, and at the end. */
final class MemberProcess {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final String READY = "ready to serve client requests";

    private final String name;
    private final Address address;
    private final Path folder;
    private final List<String> fairlead;
    private final boolean olderApi;

    /** The settings it was first started with from the environment; empty for the first member. */
    private final Map<String, String> firstSettings = new LinkedHashMap<>();

    private int starts;

    /** Guarded by this, as {@link #isOver}: the end may come while a start is under way. */
    private @Nullable Process process;

    /** Once true no process is started any more. */
    private boolean isOver;

    /** @param olderApi whether to serve etcd's older API too */
    MemberProcess(String name, Address address, Path folder, List<String> fairlead, boolean olderApi) {
        this.name = name;
        this.address = address;
        this.folder = folder;
        this.fairlead = List.copyOf(fairlead);
        this.olderApi = olderApi;
    }

    String name() {
        return name;
    }

    Address address() {
        return address;
    }

    /** Joins the cluster with the settings that {@code member add} printed, taken as they stand there. */
    void join(String printed, Typist typist) {
        for (String line : printed.split("\\R", -1)) {
            int equals = line.indexOf("=\"");
            if (line.startsWith("ETCD_") && equals > 0) {
                typist.typed("export " + line);
                firstSettings.put(line.substring(0, equals), line.substring(equals + 2, line.length() - 1));
            }
        }
        if (!firstSettings.containsKey("ETCD_INITIAL_CLUSTER")) {
            throw new StoryFailure("member add printed no ETCD_INITIAL_CLUSTER");
        }
        start(firstSettings, typist);
    }

    /** Starts without settings from the environment: the first member, or one that finds its cluster in its folder. */
    void start(Typist typist) {
        start(Map.of(), typist);
    }

    private void start(Map<String, String> settings, Typist typist) {
        List<String> words = new ArrayList<>(List.of("server"));
        if (!settings.containsKey("ETCD_NAME")) {
            words.addAll(List.of("--name", name));
        }
        words.addAll(List.of(
                "--data-dir", folder.resolve(name).toString(),
                "--listen-peer-urls", address.peerUrl(),
                "--initial-advertise-peer-urls", address.peerUrl(),
                "--listen-client-urls", address.clientUrl(),
                "--advertise-client-urls", address.clientUrl()));
        if (olderApi) {
            words.add("--enable-v2");
        }
        Path log = folder.resolve(name + (starts == 0 ? "" : "-" + (starts + 1)) + ".log");
        starts++;
        typist.typed("fairlead " + String.join(" ", words) + " 2>" + log + " &");
        List<String> command = new ArrayList<>(fairlead);
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        Typist.clean(builder.environment());
        builder.environment().putAll(settings);
        try {
            Process started = launch(builder.redirectErrorStream(true).redirectOutput(log.toFile()));
            started.getOutputStream().close();
            awaitReady(log, started, typist);
        } catch (IOException e) {
            throw new StoryFailure("can't start " + name + ": " + e.getMessage());
        }
    }

    private synchronized Process launch(ProcessBuilder builder) throws IOException {
        if (isOver) {
            throw new StoryFailure("interrupted");
        }
        process = builder.start();
        return process;
    }

    private void awaitReady(Path log, Process started, Typist typist) throws IOException {
        typist.typed("tail -f " + log + " | grep -m1 '" + READY + "'");
        long end = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            boolean isAlive = started.isAlive();
            String text = Files.readString(log, StandardCharsets.UTF_8);
            for (String line : text.split("\\R", -1)) {
                if (line.contains(READY)) {
                    typist.shown(line + System.lineSeparator());
                    return;
                }
            }
            if (!isAlive) {
                throw new StoryFailure(name + " ended with " + started.exitValue() + ":\n" + text);
            }
            if (System.nanoTime() > end) {
                throw new StoryFailure(name + " is not ready after " + START_TIMEOUT + ":\n" + text);
            }
            Typist.pause();
        }
    }

    synchronized long pid() {
        return process == null ? 0 : process.pid();
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Ends it at once, as {@code kill -9} does, and waits until it is gone. Safe to call again. */
    synchronized void kill() {
        Process running = process;
        if (running != null) {
            // Its descendants first: where the program's first process is a script, the member is its child.
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly().onExit().join();
        }
    }

    /** Ends it for good. */
    synchronized void end() {
        isOver = true;
        kill();
    }
}
