package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FairleadServerTest {
    private static final Duration READY = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    @Test
    void start_singleMemberOnAnEmptyDirectory_servesPutAndGet() throws Exception {
        try (FairleadServer server = FairleadServer.start(config("m1").build())) {
            server.awaitReady(READY);
            try (TestClient client = new TestClient(server)) {
                assertThat(client.put("one", "uno")).isEqualTo(2);

                assertThat(client.get("one")).contains("uno");
                assertThat(client.get("two")).isEmpty();
            }
        }
    }

    @Test
    void start_onItsOwnDirectoryAgain_hasEverythingItAcknowledged() throws Exception {
        long memberId;
        try (FairleadServer server = FairleadServer.start(config("m1").build())) {
            server.awaitReady(READY);
            memberId = server.memberId();
            try (TestClient client = new TestClient(server)) {
                for (int i = 0; i < 100; i++) {
                    client.put("key" + i, "value" + i);
                }
            }
            server.kill();
        }
        try (FairleadServer server = FairleadServer.start(config("m1").build())) {
            server.awaitReady(READY);
            assertThat(server.memberId()).isEqualTo(memberId);
            try (TestClient client = new TestClient(server)) {
                for (int i = 0; i < 100; i++) {
                    assertThat(client.get("key" + i)).contains("value" + i);
                }
                assertThat(client.put("after", "x")).isEqualTo(102);
            }
        }
    }

    @Test
    void start_directoryInUse_isRefusedWithItsName() throws Exception {
        try (FairleadServer server = FairleadServer.start(config("m1").build())) {
            assertThat(server.memberId()).isNotZero();

            assertThatThrownBy(() -> FairleadServer.start(config("m1").build()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(dir.resolve("m1").toString());
        }
    }

    @Test
    void start_threeMembersOnFreePorts_formOneClusterThatSurvivesItsLeader() throws Exception {
        List<FairleadServer> servers = FairleadServer.startAll(
                List.of(config("m1").build(), config("m2").build(), config("m3").build()));
        try {
            for (FairleadServer server : servers) {
                server.awaitReady(READY);
            }
            FairleadServer leader = servers.stream()
                    .filter(FairleadServer::isLeader)
                    .findFirst()
                    .orElseThrow();
            try (TestClient client = new TestClient(leader)) {
                client.put("one", "uno");
                assertThat(client.cluster()
                                .memberList(MemberListRequest.newBuilder()
                                        .setLinearizable(true)
                                        .build())
                                .getMembersList())
                        .extracting(member -> member.getName())
                        .containsExactlyInAnyOrder("m1", "m2", "m3");
            }
            leader.kill();
            List<FairleadServer> rest = new ArrayList<>(servers);
            rest.remove(leader);
            for (FairleadServer server : rest) {
                try (TestClient client = new TestClient(server)) {
                    assertThat(client.get("one")).contains("uno");
                    client.put("two", "dos");
                }
            }
        } finally {
            servers.forEach(FairleadServer::close);
        }
    }

    private ServerConfigBuilder config(String name) {
        return ServerConfig.builder()
                .name(name)
                .dataDir(dir.resolve(name))
                .listenPeerUrls("http://127.0.0.1:0")
                .listenClientUrls("http://127.0.0.1:0")
                .heartbeatInterval(Duration.ofMillis(50))
                .electionTimeout(Duration.ofMillis(500));
    }
}
