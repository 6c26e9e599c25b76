package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseStatus;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.server.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A state goes to a real etcd and comes back. Needs one: {@code -Detcd.bin=DIR}, or its programs on the PATH. */
@Timeout(120)
class EtcdReadsOurSnapshotTest {
    private static final Duration READY = Duration.ofSeconds(30);
    private static final long COMPACTED = 150;

    @TempDir
    Path dir;

    private Path programs = Path.of(".");

    /** What a client sees of a server: keys by revision, hashes by revision, leases with what they hold. */
    private record Seen(
            Map<Long, List<KeyValue>> keys, Map<Long, Integer> hashes, Map<Long, Long> leases, List<String> held) {}

    @BeforeEach
    void find() {
        Optional<Path> etcdctl = Etcdctl.find();
        assumeTrue(etcdctl.isPresent(), "no etcdctl on the PATH or in -Detcd.bin: this test is skipped");
        programs = etcdctl.orElseThrow().resolveSibling("");
    }

    @Test
    void ourSnapshot_restoredByEtcdutl_startsAnEtcdWithAllOfIt() throws Exception {
        Path saved = dir.resolve("ours.db");
        Seen ours;
        try (FairleadServer server = FairleadServer.start(ourConfig("m1"))) {
            server.awaitReady(READY);
            try (TestClient client = new TestClient(server)) {
                fill(client);
                ours = see(client);
                SnapshotRestoreTest.save(client, saved);
            }
        }
        String peerUrl = "http://127.0.0.1:" + FreePort.onLoopback();
        run(
                "etcdutl",
                "snapshot",
                "restore",
                saved.toString(),
                "--data-dir=" + dir.resolve("e1"),
                "--name=e1",
                "--initial-cluster=e1=" + peerUrl,
                "--initial-advertise-peer-urls=" + peerUrl);

        Process etcd = startEtcd("e1", peerUrl);
        try (TestClient client = new TestClient(clientUrl)) {
            assertThat(see(client)).isEqualTo(ours);
            assertThat(client.put("more", "x")).isEqualTo(newest(ours) + 1);
        } finally {
            end(etcd);
        }
    }

    @Test
    void etcdsDatabase_takenFromItsDirectory_startsAMemberWithAllOfIt() throws Exception {
        Seen theirs;
        Process etcd = startEtcd("e1", "http://127.0.0.1:" + FreePort.onLoopback());
        try (TestClient client = new TestClient(clientUrl)) {
            fill(client);
            theirs = see(client);
        } finally {
            end(etcd);
        }
        ServerConfig config = ourConfig("m1");
        Path database = dir.resolve("e1").resolve("member").resolve("snap").resolve("db");

        new SnapshotRestore(database, config).skipHashCheck(true).run();

        try (FairleadServer server = FairleadServer.start(config)) {
            server.awaitReady(READY);
            try (TestClient client = new TestClient(server)) {
                assertThat(see(client)).isEqualTo(theirs);
                assertThat(client.put("more", "x")).isEqualTo(newest(theirs) + 1);
            }
        }
    }

    private static void fill(TestClient client) {
        client.leases()
                .leaseGrant(
                        LeaseGrantRequest.newBuilder().setID(77).setTTL(7200).build());
        for (int i = 0; i < 200; i++) {
            client.kv()
                    .put(PutRequest.newBuilder()
                            .setKey(bytes("key" + i % 90))
                            .setValue(bytes("value".repeat(i)))
                            .setLease(i % 11 == 0 ? 77 : 0)
                            .build());
        }
        client.kv()
                .deleteRange(DeleteRangeRequest.newBuilder()
                        .setKey(bytes("key3"))
                        .setRangeEnd(bytes("key4"))
                        .build());
        client.kv()
                .txn(TxnRequest.newBuilder()
                        .addSuccess(RequestOp.newBuilder()
                                .setRequestPut(PutRequest.newBuilder().setKey(bytes("t"))))
                        .addSuccess(RequestOp.newBuilder()
                                .setRequestPut(PutRequest.newBuilder()
                                        .setKey(bytes("large"))
                                        .setValue(ByteString.copyFrom(new byte[200_000]))))
                        .build());
        client.kv()
                .compact(CompactionRequest.newBuilder()
                        .setRevision(COMPACTED)
                        .setPhysical(true)
                        .build());
        client.put("last", "word");
    }

    private static Seen see(TestClient client) {
        Map<Long, List<KeyValue>> keys = new TreeMap<>();
        Map<Long, Integer> hashes = new TreeMap<>();
        for (long revision : new long[] {COMPACTED, COMPACTED + 1, 190, 202, 203, 0}) {
            keys.put(
                    revision,
                    client.kv()
                            .range(RangeRequest.newBuilder()
                                    .setKey(ByteString.copyFrom(new byte[1]))
                                    .setRangeEnd(ByteString.copyFrom(new byte[1]))
                                    .setRevision(revision)
                                    .build())
                            .getKvsList());
            if (revision != COMPACTED) { // whoever compacted remembers that one from before
                hashes.put(
                        revision,
                        client.maintenance()
                                .hashKV(HashKVRequest.newBuilder()
                                        .setRevision(revision)
                                        .build())
                                .getHash());
            }
        }
        Map<Long, Long> leases = new TreeMap<>();
        List<String> held = new ArrayList<>();
        for (LeaseStatus lease : client.leases()
                .leaseLeases(LeaseLeasesRequest.getDefaultInstance())
                .getLeasesList()) {
            var life = client.leases()
                    .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder()
                            .setID(lease.getID())
                            .setKeys(true)
                            .build());
            leases.put(lease.getID(), life.getGrantedTTL());
            life.getKeysList().forEach(key -> held.add(key.toStringUtf8()));
        }
        held.sort(Comparator.naturalOrder());
        assertThat(held).hasSizeGreaterThan(5);
        return new Seen(keys, hashes, leases, held);
    }

    private static long newest(Seen seen) {
        return seen.keys().values().stream()
                .flatMap(List::stream)
                .mapToLong(KeyValue::getModRevision)
                .max()
                .orElseThrow();
    }

    private URI clientUrl = URI.create("http://127.0.0.1:1");

    /** Returns once it serves; sets {@link #clientUrl}. */
    private Process startEtcd(String name, String peerUrl) throws IOException {
        clientUrl = URI.create("http://127.0.0.1:" + FreePort.onLoopback());
        return RealEtcd.start(programs.resolve("etcd"), name, dir.resolve(name), peerUrl, clientUrl.toString());
    }

    private static void end(Process process) throws InterruptedException {
        // By its handle: Process.destroy also closes the pipe, and an etcd that can't log any more dies without a last
        // commit.
        process.toHandle().destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private void run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).as("%s: %s", command, lines).isZero();
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private ServerConfig ourConfig(String name) {
        return ServerConfig.builder()
                .name(name)
                .dataDir(dir.resolve(name))
                .listenPeerUrls("http://127.0.0.1:0")
                .listenClientUrls("http://127.0.0.1:0")
                .build();
    }
}
