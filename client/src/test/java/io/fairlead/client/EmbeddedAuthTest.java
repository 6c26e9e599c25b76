package io.fairlead.client;

import io.fairlead.server.embed.AuthConfig;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Users and roles of an embedded member that gives out simple tokens. */
class EmbeddedAuthTest extends AuthSuite {
    @SuppressWarnings("NullAway.Init") // set before all
    private FairleadServer server;

    @BeforeAll
    void start(@TempDir Path dataDir) throws IOException, InterruptedException, TimeoutException {
        server = FairleadServer.start(ServerConfig.builder()
                .dataDir(dataDir.resolve("data"))
                .listenClientUrls("http://127.0.0.1:0")
                .listenPeerUrls("http://127.0.0.1:0")
                .auth(new AuthConfig(tokens(), Duration.ofMinutes(5), 4))
                .unsafeNoFsync(true)
                .build());
        server.awaitReady(Duration.ofSeconds(30));
    }

    /** What {@code --auth-token} would say. */
    String tokens() throws IOException {
        return "simple";
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
