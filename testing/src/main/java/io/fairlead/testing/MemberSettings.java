package io.fairlead.testing;

import io.fairlead.server.embed.ServerConfig;
import io.fairlead.server.embed.ServerConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How every member of a test cluster is set up.
 *
 * @param clientScheme http, or https
 * @param extra what the test wants besides
 */
record MemberSettings(String clientScheme, Consumer<? super ServerConfigBuilder> extra) {
    /** Five times faster than etcd's default, and still calm on a busy machine; so is the election time-out. */
    private static final Duration HEARTBEAT_INTERVAL = Duration.ofMillis(20);

    private static final Duration ELECTION_TIMEOUT = Duration.ofMillis(400);

    /** The configuration for the first start, on ports the system picks. */
    ServerConfig first(String name, Path dataDir) {
        return again(name, dataDir, clientScheme + "://127.0.0.1:0", "http://127.0.0.1:0");
    }

    /** The configuration for every later start. */
    ServerConfig again(String name, Path dataDir, String clientUrl, String peerUrl) {
        ServerConfigBuilder builder = ServerConfig.builder()
                .heartbeatInterval(HEARTBEAT_INTERVAL)
                .electionTimeout(ELECTION_TIMEOUT)
                .walSegmentSize(1024 * 1024)
                .unsafeNoFsync(true);
        extra.accept(builder);
        return builder.name(name)
                .dataDir(dataDir)
                .listenClientUrls(clientUrl)
                .listenPeerUrls(peerUrl)
                .build();
    }
}
