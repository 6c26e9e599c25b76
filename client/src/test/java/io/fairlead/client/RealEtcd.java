package io.fairlead.client;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One real etcd, if there is one: in the directory that the property etcd.bin names, or on the PATH. */
final class RealEtcd {
    private final Process process;
    private final Path dataDir;
    private final String endpoint;

    private RealEtcd(Process process, Path dataDir, String endpoint) {
        this.process = process;
        this.dataDir = dataDir;
        this.endpoint = endpoint;
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

    static RealEtcd start(Path binary) throws IOException {
        return start(binary, "http");
    }

    /** @param flags more flags, such as those for https */
    static RealEtcd start(Path binary, String clientScheme, String... flags) throws IOException {
        Path dataDir = Files.createTempDirectory("fairlead-real-etcd");
        String client = clientScheme + "://127.0.0.1:" + freePort();
        String peer = "http://127.0.0.1:" + freePort();
        List<String> command = new ArrayList<>(List.of(flags));
        command.addAll(
                0,
                List.of(
                        binary.toString(),
                        "--name=solo",
                        "--data-dir=" + dataDir.resolve("data"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=solo=" + peer,
                        "--unsafe-no-fsync"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dataDir.resolve("log").toFile())
                .start();
        return new RealEtcd(process, dataDir, client);
    }

    String endpoint() {
        return endpoint;
    }

    void stop() throws IOException, InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IOException("etcd does not die");
        }
        try (Stream<Path> files = Files.walk(dataDir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
