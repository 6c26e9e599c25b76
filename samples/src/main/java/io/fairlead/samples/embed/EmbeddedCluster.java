package io.fairlead.samples.embed;

import io.fairlead.client.FairleadClient;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Three members in this JVM, with data in temporary folders; one of them goes, the others go on. */
public final class EmbeddedCluster {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private EmbeddedCluster() {}

    /** Runs the sample. */
    public static void main(String[] args) throws IOException, InterruptedException, TimeoutException {
        run(System.out);
    }

    static void run(PrintStream out) throws IOException, InterruptedException, TimeoutException {
        List<ServerConfig> configs = new ArrayList<>();
        for (String name : List.of("one", "two", "three")) {
            configs.add(ServerConfig.builder()
                    .name(name)
                    // Port 0 takes a free port. For a member that stays: .dataDir(Path.of("data", name)) and fixed
                    // ports.
                    .listenPeerUrls("http://127.0.0.1:0")
                    .listenClientUrls("http://127.0.0.1:0")
                    .build());
        }
        List<FairleadServer> servers = FairleadServer.startAll(configs);
        List<String> endpoints = new ArrayList<>();
        try {
            for (FairleadServer server : servers) {
                server.awaitReady(START_TIMEOUT);
                endpoints.addAll(server.clientUrls());
            }
            try (FairleadClient client = FairleadClient.connect(endpoints.toArray(String[]::new))) {
                client.kv().put("greeting", "hello");
                out.println("three members: "
                        + client.kv().get("greeting").orElseThrow().value().toUtf8());

                servers.get(0).close();
                client.kv().put("greeting", "still here");
                out.println("two members: "
                        + client.kv().get("greeting").orElseThrow().value().toUtf8());
            }
        } finally {
            servers.forEach(FairleadServer::close);
        }
    }
}
