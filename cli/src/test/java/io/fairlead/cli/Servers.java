package io.fairlead.cli;

import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Real members in this JVM, on ports the system chooses. */
final class Servers implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final List<FairleadServer> members;

    private Servers(List<FairleadServer> members) {
        this.members = members;
    }

    static Servers start(int count) throws IOException, InterruptedException, TimeoutException {
        List<ServerConfig> configs = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            configs.add(ServerConfig.builder()
                    .name("m" + i)
                    .listenPeerUrls("http://127.0.0.1:0")
                    .listenClientUrls("http://127.0.0.1:0")
                    .unsafeNoFsync(true)
                    .build());
        }
        Servers servers = new Servers(FairleadServer.startAll(configs));
        for (FairleadServer member : servers.members) {
            member.awaitReady(START_TIMEOUT);
        }
        return servers;
    }

    /** All client URLs, the leader's first. */
    String endpoints() {
        return members.stream()
                .sorted(Comparator.comparing(member -> !member.isLeader()))
                .map(member -> member.clientUrls().get(0))
                .collect(Collectors.joining(","));
    }

    FairleadServer leader() {
        return members.stream()
                .filter(FairleadServer::isLeader)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody leads"));
    }

    FairleadServer follower() {
        return members.stream()
                .filter(member -> !member.isLeader())
                .findFirst()
                .orElseThrow(() -> new AssertionError("everybody leads"));
    }

    @Override
    public void close() {
        members.forEach(FairleadServer::kill);
    }
}
