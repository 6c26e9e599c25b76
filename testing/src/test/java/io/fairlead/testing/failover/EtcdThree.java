package io.fairlead.testing.failover;

import io.fairlead.testing.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Three processes of a real etcd, if there is one: in the directory that the property etcd.bin names, or on the PATH. */
final class EtcdThree implements ThreeMembers {
    private static final int MEMBERS = 3;

    private final Path dir;
    private final List<String> endpoints = new ArrayList<>();
    private final List<List<String>> commands = new ArrayList<>();
    private final @Nullable Process[] processes = new Process[MEMBERS];

    EtcdThree(Path binary, Duration heartbeat, Duration election) {
        try {
            dir = Files.createTempDirectory("fairlead-three-etcds");
            List<Integer> ports = FreePorts.onLoopback(2 * MEMBERS);
            List<String> cluster = new ArrayList<>();
            for (int i = 0; i < MEMBERS; i++) {
                cluster.add("e" + i + "=http://127.0.0.1:" + ports.get(2 * i));
            }
            for (int i = 0; i < MEMBERS; i++) {
                String peer = "http://127.0.0.1:" + ports.get(2 * i);
                String client = "http://127.0.0.1:" + ports.get(2 * i + 1);
                endpoints.add(client);
                commands.add(List.of(
                        binary.toString(),
                        "--name=e" + i,
                        "--data-dir=" + dir.resolve("e" + i),
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--initial-cluster=" + String.join(",", cluster),
                        "--heartbeat-interval=" + heartbeat.toMillis(),
                        "--election-timeout=" + election.toMillis(),
                        "--unsafe-no-fsync"));
            }
            for (int i = 0; i < MEMBERS; i++) {
                start(i);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("three etcds do not start", e);
        }
    }

    static Optional<Path> binary() {
        String named = System.getProperty("etcd.bin");
        Stream<String> places = named == null
                ? Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                : Stream.of(named);
        return places.map(place -> Path.of(place, "etcd"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public List<String> endpoints() {
        return List.copyOf(endpoints);
    }

    @Override
    public void kill(int member) {
        Process process = processes[member];
        if (process != null) {
            process.destroyForcibly();
            try {
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("etcd does not die");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while an etcd dies", e);
            }
            processes[member] = null;
        }
    }

    @Override
    public void start(int member) {
        try {
            processes[member] = new ProcessBuilder(commands.get(member))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            dir.resolve("e" + member + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("etcd does not start", e);
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < MEMBERS; i++) {
            kill(i);
        }
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the data of three etcds stays behind in " + dir, e);
        }
    }
}
