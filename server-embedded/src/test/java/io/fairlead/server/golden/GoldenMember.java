package io.fairlead.server.golden;

import io.fairlead.server.embed.AuthConfig;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import io.fairlead.server.embed.ServerConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * The member a scenario speaks to: alone, on ports it keeps over restarts. It has etcd's default election timeout, which decides
 * the shortest lease, and shorter ticks, which decide how soon it serves.
 */
final class GoldenMember implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(30);
    private static final String ANY_PORT = "http://127.0.0.1:0";

    private final Path dataDir;
    private final ServerSettings settings;
    private FairleadServer server;

    private GoldenMember(Path dataDir, ServerSettings settings, FairleadServer server) {
        this.dataDir = dataDir;
        this.settings = settings;
        this.server = server;
    }

    static GoldenMember start(Path dataDir, ServerSettings settings) throws IOException {
        return new GoldenMember(dataDir, settings, start(dataDir, settings, ANY_PORT, ANY_PORT));
    }

    FairleadServer server() {
        return server;
    }

    /** Stops the member and starts it again on its data and ports. */
    void restart(boolean graceful) throws IOException {
        String clientUrl = server.clientUrls().get(0);
        String peerUrl = server.peerUrls().get(0);
        if (graceful) {
            server.close();
        } else {
            server.kill();
        }
        server = start(dataDir, settings, clientUrl, peerUrl);
    }

    private static FairleadServer start(Path dataDir, ServerSettings settings, String clientUrl, String peerUrl)
            throws IOException {
        ServerConfigBuilder config = ServerConfig.builder()
                .name("default")
                .dataDir(dataDir)
                .listenClientUrls(clientUrl)
                .listenPeerUrls(peerUrl)
                .heartbeatInterval(Duration.ofMillis(10))
                .walSegmentSize(1024 * 1024)
                .auth(new AuthConfig("simple", AuthConfig.defaults().tokenTtl(), 4))
                .unsafeNoFsync(true);
        settings.applyTo(config);
        FairleadServer server = FairleadServer.start(config.build());
        try {
            server.awaitReady(READY);
            return server;
        } catch (InterruptedException | TimeoutException e) {
            server.kill();
            throw new IllegalStateException("the member does not get ready", e);
        }
    }

    @Override
    public void close() {
        server.kill();
    }
}
