package io.fairlead.samples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.client.FairleadClient;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import io.fairlead.testing.FairleadExtension;
import io.fairlead.testing.Faults;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The code that the README shows of an embedded member and of a test. */
@Timeout(60)
class EmbedGuideTest {
    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(3);

    @TempDir
    Path folder;

    @Test
    void cluster_leaderIsLost_takesWrites(FairleadClient client, Faults faults) {
        client.kv().put("a", "1");
        faults.kill(cluster.leader()); // also stop, restart, isolate, heal
        cluster.awaitReady(); // the others have a new leader
        client.kv().put("a", "2");
    }

    @Test
    void server_embedded_tellsWhereItListens() throws Exception {
        ServerConfig config = ServerConfig.builder()
                .dataDir(folder.resolve("data"))
                .listenClientUrls("http://127.0.0.1:0")
                .listenPeerUrls("http://127.0.0.1:0")
                .build();
        try (FairleadServer server = FairleadServer.start(config)) {
            server.awaitReady(Duration.ofSeconds(10));
            System.out.println("clients connect to " + server.clientUrls());

            assertThat(server.clientUrls()).hasSize(1);
        }
    }
}
