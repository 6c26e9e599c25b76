package io.fairlead.benchmarks.process;

import io.fairlead.testing.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A cluster of processes on the loopback address, its data in a folder that goes with it. Members keep the server's defaults, but
 * for the space they may take. Used by one thread; ended also when this JVM is told to end.
 */
public final class LocalCluster implements AutoCloseable {
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);
    private static final long ASK_AGAIN_MILLIS = 10;
    private static final long QUOTA_BYTES = 8L << 30;

    private final Program program;
    private final Path folder;
    private final List<Integer> clientPorts;
    private final List<Integer> peerPorts;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(1))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final Thread end = new Thread(this::killAll, "end-of-cluster");

    /** By number of member; written under this, as the end may come at any time. */
    private final List<MemberProcess> members = new ArrayList<>();

    private boolean isOver;

    private LocalCluster(Program program, int count, Path folder) {
        this.program = program;
        this.folder = folder;
        List<Integer> ports = FreePorts.onLoopback(2 * count);
        this.clientPorts = ports.subList(0, count);
        this.peerPorts = ports.subList(count, 2 * count);
    }

    /**
     * Starts a new cluster and waits until each member says that it is healthy.
     *
     * @param parent where its folder is made: on the disk that is to be measured
     * @throws IOException if a member does not get that far, with its last words
     */
    public static LocalCluster start(Program program, int count, Path parent) throws IOException, InterruptedException {
        LocalCluster cluster = new LocalCluster(program, count, Files.createTempDirectory(parent, "fairlead-bench-"));
        Runtime.getRuntime().addShutdownHook(cluster.end);
        try {
            for (int i = 0; i < count; i++) {
                cluster.launch(i);
            }
            cluster.awaitHealthy();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    public Program program() {
        return program;
    }

    public int size() {
        return clientPorts.size();
    }

    /** Where clients connect to, by number of member. */
    public List<String> endpoints() {
        return clientPorts.stream().map(port -> "127.0.0.1:" + port).toList();
    }

    public synchronized List<Long> pids() {
        return members.stream()
                .filter(MemberProcess::isAlive)
                .map(MemberProcess::pid)
                .toList();
    }

    /** Ends one member as {@code kill -9} does. */
    public synchronized void kill(int member) {
        members.get(member).kill();
    }

    /** Starts one member again, and waits until it is healthy. */
    public void restart(int member) throws IOException, InterruptedException {
        synchronized (this) {
            members.get(member).kill();
        }
        launch(member);
        awaitHealthy(member);
    }

    /** What the members' data takes on the disk, in bytes. */
    public long bytesOnDisk() throws IOException {
        Process du = new ProcessBuilder("du", "-s", "--block-size=1", dataDir().toString()).start();
        String answer = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Long.parseLong(answer.split("\\s", -1)[0]);
    }

    private Path dataDir() {
        return folder.resolve("data");
    }

    private synchronized void launch(int member) throws IOException {
        if (isOver) {
            throw new IOException("the cluster has been ended");
        }
        List<String> command = new ArrayList<>(program.command());
        command.addAll(flags(member));
        MemberProcess started = MemberProcess.start(command, folder.resolve(name(member) + ".log"));
        if (member < members.size()) {
            members.set(member, started);
        } else {
            members.add(started);
        }
    }

    private List<String> flags(int member) {
        List<String> cluster = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            cluster.add(name(i) + "=" + url(peerPorts.get(i)));
        }
        return List.of(
                "--name", name(member),
                "--data-dir", dataDir().resolve(name(member)).toString(),
                "--listen-client-urls", url(clientPorts.get(member)),
                "--advertise-client-urls", url(clientPorts.get(member)),
                "--listen-peer-urls", url(peerPorts.get(member)),
                "--initial-advertise-peer-urls", url(peerPorts.get(member)),
                "--initial-cluster", String.join(",", cluster),
                "--quota-backend-bytes", Long.toString(QUOTA_BYTES));
    }

    private static String name(int member) {
        return "m" + (member + 1);
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private void awaitHealthy() throws IOException, InterruptedException {
        for (int i = 0; i < size(); i++) {
            awaitHealthy(i);
        }
    }

    private void awaitHealthy(int member) throws IOException, InterruptedException {
        MemberProcess process;
        synchronized (this) {
            process = members.get(member);
        }
        HttpRequest health = HttpRequest.newBuilder(URI.create(url(clientPorts.get(member)) + "/health"))
                .timeout(Duration.ofSeconds(10))
                .build();
        long end = System.nanoTime() + READY_TIMEOUT.toNanos();
        while (!isHealthy(health)) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                throw new IOException(program.name() + ": " + name(member) + " did not become healthy:"
                        + System.lineSeparator() + process.lastWords());
            }
            TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS);
        }
    }

    private boolean isHealthy(HttpRequest health) throws InterruptedException {
        try {
            return http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // It does not listen yet.
        }
    }

    private synchronized void killAll() {
        isOver = true;
        members.forEach(MemberProcess::kill);
    }

    /** Ends all members and removes their data. */
    @Override
    public void close() throws IOException {
        killAll();
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            return; // The JVM ends, and the hook runs.
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
