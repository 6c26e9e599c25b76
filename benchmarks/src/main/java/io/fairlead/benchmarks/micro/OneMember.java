package io.fairlead.benchmarks.micro;

import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A cluster of one member in this JVM, set as in production: what it acknowledges is on the disk, and it is asked over TCP. */
final class OneMember implements AutoCloseable {
    private final Path folder;
    private final FairleadServer server;

    private OneMember(Path folder, FairleadServer server) {
        this.folder = folder;
        this.server = server;
    }

    static OneMember start() throws IOException, InterruptedException, TimeoutException {
        Path folder = Files.createTempDirectory("fairlead-benchmark");
        FairleadServer server = FairleadServer.start(ServerConfig.builder()
                .dataDir(folder.resolve("data"))
                .listenClientUrls("http://127.0.0.1:0")
                .listenPeerUrls("http://127.0.0.1:0")
                .build());
        server.awaitReady(Duration.ofSeconds(30));
        return new OneMember(folder, server);
    }

    /** Where clients connect to. */
    String endpoint() {
        return server.clientUrls().get(0);
    }

    @Override
    public void close() throws IOException {
        server.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The keys that all benchmarks use. */
    static List<String> keys() {
        return Stream.iterate(0, i -> i + 1)
                .limit(1024)
                .map(i -> "customer/" + i)
                .toList();
    }
}
