package io.fairlead.cli.chaos.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One place in the cluster: its ports and data, and the process that serves there, if one does. */
public final class Member {
    /** How a process ends that stops in good order and then hands itself the signal, as etcd does. */
    private static final int BY_SIGNAL = 128 + 15;

    private final int index;
    private final Path folder;
    private final List<String> command;
    private final List<String> flags;
    private final FailpointPort failpoints;
    private final String peerUrl;
    private final String clientUrl;

    /** Counts the members that have had this place. */
    private int generation;

    private String clusterState = "new";
    private volatile @Nullable ServerProcess process;

    Member(
            int index,
            Path folder,
            List<String> command,
            List<String> flags,
            FailpointPort failpoints,
            String peerUrl,
            String clientUrl) {
        this.index = index;
        this.folder = folder;
        this.command = List.copyOf(command);
        this.flags = List.copyOf(flags);
        this.failpoints = failpoints;
        this.peerUrl = peerUrl;
        this.clientUrl = clientUrl;
    }

    /** Which place it is. */
    public int index() {
        return index;
    }

    /** Where clients reach it. */
    public String clientUrl() {
        return clientUrl;
    }

    /** Where the other members believe to reach it. */
    public String peerUrl() {
        return peerUrl;
    }

    /** What can be made to happen inside of it. */
    public FailpointPort failpoints() {
        return failpoints;
    }

    /** Where its data is. */
    public Path data() {
        return folder.resolve("data-" + generation);
    }

    /** Whether its process runs, paused or not. */
    public boolean isUp() {
        ServerProcess running = process;
        return running != null && running.isAlive();
    }

    Optional<Long> pid() {
        ServerProcess running = process;
        return running == null ? Optional.empty() : Optional.of(running.pid());
    }

    /** Starts the process; does not wait until it serves. */
    public void launch() {
        if (isUp()) {
            throw new IllegalStateException(this + " runs already");
        }
        List<String> own = Stream.concat(
                        flags.stream(), Stream.of("--data-dir=" + data(), "--initial-cluster-state=" + clusterState))
                .toList();
        process = ServerProcess.start(
                toString(), command, own, Map.of(FailpointPort.VARIABLE, failpoints.address()), log());
    }

    /** Waits until the process says that it serves. */
    public void awaitReady() {
        running().awaitReady();
    }

    /** As kill -9 does. Nothing happens if it is down. */
    public void kill() {
        ServerProcess running = process;
        if (running != null) {
            running.kill();
        }
    }

    /** Stops in good order. */
    public void terminate() {
        int code = running().terminate();
        if (code != 0 && code != BY_SIGNAL) {
            throw new IllegalStateException(this + " was asked to stop and ended with " + code);
        }
    }

    /** Stands still until it is resumed. */
    public void pause() {
        running().pause();
    }

    /** Goes on after a pause. */
    public void resume() {
        running().resume();
    }

    /** Waits until the process ends by itself; returns its exit code. */
    public int awaitEnd() {
        return running().awaitEnd();
    }

    /** From now on this place is that of another member, which starts without data and joins the others. */
    public void becomeAnother() {
        if (isUp()) {
            throw new IllegalStateException(this + " still runs");
        }
        delete(data());
        generation++;
        clusterState = "existing";
    }

    /** Puts the data away. */
    public void loseData() {
        move(data(), folder.resolve("lost"));
    }

    /** Brings back what was put away, in place of what is there now. */
    public void findData() {
        if (Files.exists(data())) {
            delete(data());
        }
        move(folder.resolve("lost"), data());
    }

    Path folder() {
        return folder;
    }

    private Path log() {
        return folder.resolveSibling(folder.getFileName() + ".log");
    }

    private ServerProcess running() {
        ServerProcess running = process;
        if (running == null) {
            throw new IllegalStateException(this + " was never started");
        }
        return running;
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "m" + index;
    }
}
