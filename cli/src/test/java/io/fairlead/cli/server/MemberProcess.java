package io.fairlead.cli.server;

import io.fairlead.cli.Fairlead;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A member in a process of its own, started from the test's class path as the launcher would start it. */
final class MemberProcess implements AutoCloseable {
    private static final long STOP_SECONDS = 30;

    /** Long enough that only a hang reaches it. */
    private static final long READY_MINUTES = 2;

    private final String name;
    private final Path dir;
    private final List<String> flags;
    private final String clientUrl;
    private Process process;

    /** Open once the process has said that it serves, or has ended. */
    private volatile CountDownLatch ready = new CountDownLatch(1);

    private MemberProcess(String name, Path dir, List<String> flags, String clientUrl) throws IOException {
        this.name = name;
        this.dir = dir;
        this.flags = List.copyOf(flags);
        this.clientUrl = clientUrl;
        this.process = launch();
    }

    /** Starts a new cluster of {@code count} members on free loopback ports, their data below {@code dir}. */
    static List<MemberProcess> startCluster(int count, Path dir) throws IOException {
        List<Integer> ports = freePorts(2 * count);
        List<String> cluster = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cluster.add("m" + i + "=http://127.0.0.1:" + ports.get(2 * i));
        }
        List<MemberProcess> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String peerUrl = "http://127.0.0.1:" + ports.get(2 * i);
            String clientUrl = "http://127.0.0.1:" + ports.get(2 * i + 1);
            List<String> flags = List.of(
                    "--name=m" + i,
                    "--data-dir=" + dir.resolve("m" + i),
                    "--listen-peer-urls=" + peerUrl,
                    "--initial-advertise-peer-urls=" + peerUrl,
                    "--listen-client-urls=" + clientUrl,
                    "--advertise-client-urls=" + clientUrl,
                    "--initial-cluster=" + String.join(",", cluster),
                    "--snapshot-count=500");
            members.add(new MemberProcess("m" + i, dir, flags, clientUrl));
        }
        return members;
    }

    String clientUrl() {
        return clientUrl;
    }

    /** As kill -9 does; returns when the process is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(name + " does not die");
        }
    }

    /** Starts again with the same data; returns when the member says that it serves. */
    void restart() throws IOException, InterruptedException {
        process = launch();
        CountDownLatch saying = ready;
        if (!saying.await(READY_MINUTES, TimeUnit.MINUTES) || !process.isAlive()) {
            throw new IllegalStateException(name + " is not ready");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Fairlead.class.getName(),
                "server"));
        command.addAll(flags);
        Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
        CountDownLatch said = new CountDownLatch(1);
        ready = said;
        Thread reader = new Thread(() -> keepLog(started, said), name + "-log");
        reader.setDaemon(true);
        reader.start();
        return started;
    }

    private void keepLog(Process from, CountDownLatch said) {
        try (BufferedReader lines = from.inputReader(StandardCharsets.UTF_8);
                Writer log = Files.newBufferedWriter(
                        dir.resolve(name + ".log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.write(line + "\n");
                if (line.contains("ready to serve client requests")) {
                    said.countDown();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            said.countDown();
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0);
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
            return ports;
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
