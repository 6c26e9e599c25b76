package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines typed against a member that speaks TLS and asks for a certificate. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredMemberTest {
    private static final Path PEM = Path.of("..", "server-embedded", "src", "test", "resources", "tls");

    @TempDir
    Path dir;

    private FairleadServer server;

    @BeforeAll
    void start() throws IOException, InterruptedException, TimeoutException {
        server = FairleadServer.start(ServerConfig.builder()
                .listenPeerUrls("http://127.0.0.1:0")
                .listenClientUrls("https://127.0.0.1:0")
                .clientTls(PEM.resolve("server.pem"), PEM.resolve("server-key.pem"))
                .trustedCaFile(PEM.resolve("ca.pem"))
                .clientCertAuth(true)
                .unsafeNoFsync(true)
                .build());
        server.awaitReady(Duration.ofSeconds(60));
    }

    @AfterAll
    void stop() {
        server.kill();
    }

    @Test
    void certificates_openTheDoor() {
        assertThat(certified("put", "k", "v")).isEqualTo(new Typed(0, "OK\n", ""));
        assertThat(certified("get", "k").out()).isEqualTo("k\nv\n");
        assertThat(certified("endpoint", "health", "--cluster").exitCode()).isZero();
        assertThat(certified("lock", "l", "--", "sh", "-c", "true").exitCode()).isZero();
        assertThat(certified("snapshot", "save", dir.resolve("s.db").toString()).exitCode())
                .isZero();
    }

    @Test
    void bareEndpoint_withAnAuthority_isSecured() {
        String bare = server.clientUrls().get(0).substring("https://".length());
        assertThat(line("get", "none")
                        .with("ETCDCTL_CACERT", pem("ca"))
                        .at(bare)
                        .run())
                .isEqualTo(new Typed(0, "", ""));
    }

    @Test
    void strangersCertificate_isNotBelieved_unlessOneIsBlind() {
        assertThat(line("get", "none", "--command-timeout=500ms").run())
                .isEqualTo(new Typed(1, "", "Error: context deadline exceeded\n"));
        assertThat(line("get", "none", "--insecure-skip-tls-verify").run()).isEqualTo(new Typed(0, "", ""));
    }

    private Typed certified(String... words) {
        return line(words).with("ETCDCTL_CACERT", pem("ca")).run();
    }

    private Typed.Line line(String... words) {
        return Typed.line(words)
                .with("ETCDCTL_CERT", pem("alice"))
                .with("ETCDCTL_KEY", pem("alice-key"))
                .at(server.clientUrls().get(0));
    }

    private static String pem(String name) {
        return PEM.resolve(name + ".pem").toString();
    }
}
