package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The client against an embedded member. */
class EmbeddedServerTest extends SoloMemberSuite {
    private static final String IN_PROCESS = "embedded-server-test";

    @SuppressWarnings("NullAway.Init") // set before all
    private FairleadServer server;

    @BeforeAll
    void start(@TempDir Path dataDir) throws IOException, InterruptedException, TimeoutException {
        server = FairleadServer.start(ServerConfig.builder()
                .name("solo")
                .dataDir(dataDir.resolve("data"))
                .listenClientUrls("http://127.0.0.1:0")
                .listenPeerUrls("http://127.0.0.1:0")
                .inProcessName(IN_PROCESS)
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

    @Test
    void inProcess_memberInThisJvm_servesWithoutNetwork() {
        try (FairleadClient client = FairleadClient.connect("inprocess:" + IN_PROCESS)) {
            assertThat(client.kv().put("k", "v").header().memberId()).isEqualTo(server.memberId());
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class CallsTest extends CallSuite {
        @Override
        String endpoint() {
            return EmbeddedServerTest.this.endpoint();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class LeasesTest extends LeaseSuite {
        @Override
        String endpoint() {
            return EmbeddedServerTest.this.endpoint();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class RegistryTest extends RegistrySuite {
        @Override
        String endpoint() {
            return EmbeddedServerTest.this.endpoint();
        }
    }
}
