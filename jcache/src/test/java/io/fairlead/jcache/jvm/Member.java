package io.fairlead.jcache.jvm;

import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;

/** The main class of a {@link MemberProcesses member}: serves until it is killed. */
final class Member {
    static final String SERVES = "serves";

    private Member() {}

    /**
     * Serves.
     *
     * @param arguments name, data folder, peer URL, client URL, cluster
     */
    public static void main(String[] arguments) throws Exception {
        FairleadServer.start(ServerConfig.builder()
                .name(arguments[0])
                .dataDir(Path.of(arguments[1]))
                .listenPeerUrls(arguments[2])
                .listenClientUrls(arguments[3])
                .initialCluster(arguments[4])
                .heartbeatInterval(Duration.ofMillis(50))
                .electionTimeout(Duration.ofMillis(500))
                .build());
        System.out.println(SERVES);
        Thread.currentThread().join();
    }
}
