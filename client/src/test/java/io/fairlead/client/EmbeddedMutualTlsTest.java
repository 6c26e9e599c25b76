package io.fairlead.client;

import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.SecurityConfig;
import io.fairlead.server.embed.ServerConfig;
import io.fairlead.server.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** TLS with an embedded member. */
class EmbeddedMutualTlsTest extends MutualTlsSuite {
    @SuppressWarnings("NullAway.Init") // set before all
    private FairleadServer server;

    @BeforeAll
    void start(@TempDir Path dataDir) throws IOException, InterruptedException, TimeoutException {
        server = FairleadServer.start(ServerConfig.builder()
                .dataDir(dataDir.resolve("data"))
                .listenClientUrls("https://127.0.0.1:0")
                .listenPeerUrls("http://127.0.0.1:0")
                .security(SecurityConfig.defaults()
                        .withClient(TlsConfig.builder(TlsFixture.pem("server"), TlsFixture.key("server"))
                                .trustedCa(TlsFixture.pem("ca"))
                                .clientCertAuth(true)
                                .build()))
                .unsafeNoFsync(true)
                .build());
        server.awaitReady(Duration.ofSeconds(30));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Override
    String endpoint() {
        return server.clientUrls().get(0);
    }
}
