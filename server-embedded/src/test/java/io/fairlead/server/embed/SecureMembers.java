package io.fairlead.server.embed;

import io.fairlead.server.tls.TestAuthority;
import io.fairlead.server.tls.TlsConfig;
import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Three members with certificates on both ports, of which each has its own; everything in one directory. */
final class SecureMembers implements AutoCloseable {
    private final Path dir;
    private final List<FairleadServer> servers;

    private SecureMembers(Path dir, List<FairleadServer> servers) {
        this.dir = dir;
        this.servers = servers;
    }

    /** The authority {@code ca} has issued "member", and may issue more for callers. */
    static SecureMembers start(Path dir, TestAuthority authority) throws Exception {
        var unused = authority.issue("member", "member", "127.0.0.1", "localhost");
        authority.revoke("revoked.pem");
        List<ServerConfig> configs = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            configs.add(config(dir, "m" + i).build());
        }
        SecureMembers members = new SecureMembers(dir, FairleadServer.startAll(configs));
        for (FairleadServer server : members.servers) {
            server.awaitReady(Duration.ofSeconds(60));
        }
        return members;
    }

    static ServerConfigBuilder config(Path dir, String name) {
        TlsConfig.Builder files = TlsConfig.builder(dir.resolve("member.pem"), dir.resolve("member-key.pem"))
                .trustedCa(dir.resolve("ca.pem"))
                .revocations(dir.resolve("revoked.pem"))
                .clientCertAuth(true);
        TlsConfig client = files.build();
        return ServerConfig.builder()
                .name(name)
                .dataDir(dir.resolve(name))
                .listenPeerUrls("https://127.0.0.1:0")
                .listenClientUrls("https://127.0.0.1:0")
                .security(SecurityConfig.defaults()
                        .withClient(client)
                        .withPeer(files.allowedNames(List.of("member")).build()))
                .heartbeatInterval(Duration.ofMillis(10))
                .electionTimeout(Duration.ofMillis(200))
                .unsafeNoFsync(true)
                .auth(new AuthConfig("simple", Duration.ofMinutes(5), 4));
    }

    List<FairleadServer> servers() {
        return servers;
    }

    FairleadServer follower() {
        return servers.stream().filter(server -> !server.isLeader()).findFirst().orElseThrow();
    }

    List<String> endpoints() {
        return servers.stream().flatMap(server -> server.clientUrls().stream()).toList();
    }

    /** What a caller shows who has the files of this name. */
    ChannelCredentials of(String name) throws IOException {
        return TlsChannelCredentials.newBuilder()
                .trustManager(dir.resolve("ca.pem").toFile())
                .keyManager(
                        dir.resolve(name + ".pem").toFile(),
                        dir.resolve(name + "-key.pem").toFile())
                .build();
    }

    @Override
    public void close() {
        servers.forEach(FairleadServer::close);
    }
}
