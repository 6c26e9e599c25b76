package io.fairlead.cli.server;

import io.fairlead.cli.Fairlead;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A member in a process of its own, started from the test's class path as the launcher would start it. */
final class MemberProcess implements AutoCloseable {
    private static final long STOP_SECONDS = 30;

    private final String name;
    private final Path dir;
    private final List<String> flags;
    private final String clientUrl;
    private Process process;

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

    void restart() throws IOException {
        process = launch();
    }

    boolean isAlive() {
        return process.isAlive();
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
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        dir.resolve(name + ".log").toFile()))
                .start();
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
