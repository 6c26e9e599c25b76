package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.SnapshotRequest;
import io.fairlead.server.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members that begin with the state of a snapshot. */
@Timeout(120)
class SnapshotRestoreTest {
    private static final Path RECORDED = Path.of("src", "test", "resources", "golden", "files", "snapshot-small.db");

    private static final Duration READY = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    @Test
    void recordedSnapshot_restored_startsAMemberWithItsKeys() throws Exception {
        ServerConfig config = config("m1").build();

        RestoredCluster restored = new SnapshotRestore(RECORDED, config).run();

        assertThat(SnapshotRestore.status(RECORDED)).isEqualTo(new SnapshotStatus(298908053, 53, 67, 57344));
        try (FairleadServer server = FairleadServer.start(config)) {
            server.awaitReady(READY);
            assertThat(server.memberId()).isEqualTo(restored.memberId());
            assertThat(server.clusterId()).isEqualTo(restored.clusterId());
            try (TestClient client = new TestClient(server)) {
                assertThat(all(client, 0).getCount()).isEqualTo(35);
                assertThat(hash(client, 51).getHash()).isEqualTo(935594041);
                assertThat(hash(client, 53).getHash()).isEqualTo(827070491);
                assertThat(client.cluster()
                                .memberList(MemberListRequest.getDefaultInstance())
                                .getMembersList())
                        .hasSize(1);
            }
        }
    }

    @Test
    void ownSnapshot_restoredAsANewCluster_hasTheSameHistory() throws Exception {
        Path saved = dir.resolve("saved.db");
        List<RangeResponse> before = new ArrayList<>();
        HashKVResponse hash;
        ServerConfig first = config("m1").build();
        long clusterId;
        try (FairleadServer server = FairleadServer.start(first)) {
            server.awaitReady(READY);
            clusterId = server.clusterId();
            try (TestClient client = new TestClient(server)) {
                for (int i = 0; i < 300; i++) {
                    client.put("key" + i % 70, "value" + i);
                }
                client.kv()
                        .deleteRange(DeleteRangeRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8("key1"))
                                .setRangeEnd(ByteString.copyFromUtf8("key2"))
                                .build());
                for (long revision : new long[] {2, 100, 301, 302}) {
                    before.add(all(client, revision));
                }
                hash = hash(client, 0);
                save(client, saved);
                client.put("after", "is not in it");
            }
        }
        ServerConfig second = config("m2").initialClusterToken("another").build();

        new SnapshotRestore(saved, second).run();

        try (FairleadServer server = FairleadServer.start(second)) {
            server.awaitReady(READY);
            assertThat(server.clusterId()).isNotEqualTo(clusterId);
            try (TestClient client = new TestClient(server)) {
                List<RangeResponse> after = new ArrayList<>();
                for (long revision : new long[] {2, 100, 301, 302}) {
                    after.add(all(client, revision));
                }
                assertThat(after)
                        .extracting(RangeResponse::getKvsList)
                        .isEqualTo(
                                before.stream().map(RangeResponse::getKvsList).toList());
                assertThat(hash(client, 0).getHash()).isEqualTo(hash.getHash());
                assertThat(client.put("more", "x")).isEqualTo(303);
            }
        }
        // And once more from its own files, which go on behind the snapshot.
        try (FairleadServer server = FairleadServer.start(second)) {
            server.awaitReady(READY);
            try (TestClient client = new TestClient(server)) {
                assertThat(client.get("more")).contains("x");
                assertThat(client.get("key69")).contains("value279");
            }
        }
    }

    @Test
    void threeMembers_restoredFromOneFile_formACluster() throws Exception {
        List<String> members = Stream.of("m1", "m2", "m3")
                .map(name -> name + "=http://127.0.0.1:" + FreePort.onLoopback())
                .toList();
        String cluster = String.join(",", members);
        List<ServerConfig> configs = new ArrayList<>();
        for (String member : members) {
            String url = member.substring(member.indexOf('=') + 1);
            configs.add(config(member.substring(0, 2))
                    .listenPeerUrls(url)
                    .initialCluster(cluster)
                    .walDir(dir.resolve(member.substring(0, 2) + ".wal"))
                    .build());
        }
        for (ServerConfig config : configs) {
            new SnapshotRestore(RECORDED, config).bumpRevision(1000).run();
        }

        List<FairleadServer> servers = FairleadServer.startAll(configs);
        try {
            for (FairleadServer server : servers) {
                server.awaitReady(READY);
                try (TestClient client = new TestClient(server)) {
                    assertThat(all(client, 0).getCount()).isEqualTo(35);
                    assertThat(all(client, 0).getHeader().getRevision()).isEqualTo(1053);
                }
            }
        } finally {
            servers.forEach(FairleadServer::close);
        }
    }

    @Test
    void directoryWithSomethingInIt_isLeftAlone() throws IOException {
        Files.createDirectories(dir.resolve("m1"));
        Files.writeString(dir.resolve("m1").resolve("mine"), "x");

        assertThatThrownBy(() -> new SnapshotRestore(RECORDED, config("m1").build()).run())
                .hasMessage("data-dir \"" + dir.resolve("m1") + "\" not empty or could not be read");
        assertThat(Files.readString(dir.resolve("m1").resolve("mine"))).isEqualTo("x");
    }

    @Test
    void walDirectoryWithSomethingInIt_isRefused() throws IOException {
        Files.createDirectories(dir.resolve("wal"));
        Files.writeString(dir.resolve("wal").resolve("mine"), "x");
        ServerConfig config = config("m1").walDir(dir.resolve("wal")).build();

        assertThatThrownBy(() -> new SnapshotRestore(RECORDED, config).run())
                .hasMessage("wal-dir \"" + dir.resolve("wal") + "\" not empty or could not be read");
    }

    @Test
    void emptyDirectory_isTaken() throws IOException {
        Files.createDirectories(dir.resolve("m1"));

        new SnapshotRestore(RECORDED, config("m1").build()).run();

        assertThat(dir.resolve("m1").resolve("member")).isDirectory();
    }

    @Test
    void damagedFile_leavesNothingBehind() throws IOException {
        byte[] bytes = Files.readAllBytes(RECORDED);
        bytes[3 * 4096 + 10] ^= 1;
        Path damaged = Files.write(dir.resolve("damaged.db"), bytes);
        SnapshotRestore restore = new SnapshotRestore(damaged, config("m1").build());

        assertThatThrownBy(restore::run).hasMessageStartingWith("expected sha256 [");
        assertThatThrownBy(() -> restore.skipHashCheck(true).run()).hasMessageContaining("damaged.db, page ");
        assertThat(names()).containsExactly("damaged.db");
    }

    @Test
    void bareDatabase_isTakenWithoutItsHashAlone() throws IOException {
        byte[] bytes = Files.readAllBytes(RECORDED);
        Path bare = Files.write(dir.resolve("db"), Arrays.copyOf(bytes, bytes.length - 32));
        SnapshotRestore restore = new SnapshotRestore(bare, config("m1").build());

        assertThatThrownBy(restore::run).hasMessage("snapshot missing hash but --skip-hash-check=false");
        restore.skipHashCheck(true).run();
        assertThat(names()).containsExactly("db", "m1");
    }

    @Test
    void leftoversOfAnEarlierAttempt_areRemoved() throws IOException {
        Files.createDirectories(dir.resolve("m1.restoring").resolve("member").resolve("wal"));
        Files.writeString(
                dir.resolve("m1.restoring").resolve("member").resolve("wal").resolve("half"), "x");

        new SnapshotRestore(RECORDED, config("m1").build()).run();

        assertThat(names()).containsExactly("m1");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static void save(TestClient client, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            var pieces = client.maintenance().snapshot(SnapshotRequest.getDefaultInstance());
            while (pieces.hasNext()) {
                pieces.next().getBlob().writeTo(out);
            }
        }
    }

    private static RangeResponse all(TestClient client, long revision) {
        return client.kv()
                .range(RangeRequest.newBuilder()
                        .setKey(ByteString.copyFrom(new byte[1]))
                        .setRangeEnd(ByteString.copyFrom(new byte[1]))
                        .setRevision(revision)
                        .build());
    }

    private static HashKVResponse hash(TestClient client, long revision) {
        return client.maintenance()
                .hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
    }

    private ServerConfigBuilder config(String name) {
        return ServerConfig.builder()
                .name(name)
                .dataDir(dir.resolve(name))
                .listenPeerUrls("http://127.0.0.1:0")
                .listenClientUrls("http://127.0.0.1:0")
                .heartbeatInterval(Duration.ofMillis(20))
                .electionTimeout(Duration.ofMillis(200));
    }
}
