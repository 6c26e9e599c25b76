package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.server.port.EventLoops;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members whose disks are full, as their clients see them. */
class FullDiskMembersTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private final List<FairleadServer> running = new ArrayList<>();
    private final Map<String, FillingDisk> disks = new LinkedHashMap<>();

    @AfterEach
    void stopAll() {
        running.forEach(FairleadServer::kill);
    }

    @Test
    void loneMember_fullAndThenNot_refusesWritesServesReadsAndGoesOn() throws Exception {
        FairleadServer server = start("m1").get(0);
        FillingDisk disk = diskOf(server);
        try (TestClient client = new TestClient(server)) {
            client.put("before", "x");
            disk.fill();
            ListenableFuture<PutResponse> kept = fillUp(client);

            assertThatThrownBy(() -> client.put("during", "y"))
                    .isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
                        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                        assertThat(refused.getStatus().getDescription())
                                .isEqualTo("etcdserver: mvcc: database space exceeded");
                    });
            assertThat(client.get("before")).contains("x");
            assertThat(client.get("during")).isEmpty();
            assertThat(hasAlarm(client)).isTrue();

            disk.empty();

            assertThat(kept.get(LONG.toSeconds(), TimeUnit.SECONDS).getHeader().getRevision())
                    .isEqualTo(3);
            await(() -> !hasAlarm(client));
            client.put("after", "z");
            assertThat(client.get("after")).contains("z");
            assertThat(server.ended()).isNotDone();
        }
        server.close();
        FairleadServer again = start("m1").get(0);
        try (TestClient client = new TestClient(again)) {
            assertThat(client.get("after")).contains("z");
        }
    }

    @Test
    void leader_full_handsOverAndTheOthersGoOn() throws Exception {
        List<FairleadServer> servers = start("m1", "m2", "m3");
        await(() -> servers.stream().anyMatch(FairleadServer::isLeader));
        FairleadServer full =
                servers.stream().filter(FairleadServer::isLeader).findFirst().orElseThrow();
        FairleadServer other =
                servers.stream().filter(server -> server != full).findFirst().orElseThrow();
        try (TestClient client = new TestClient(other);
                TestClient toFull = new TestClient(full)) {
            client.put("before", "x");
            diskOf(full).fill();
            ListenableFuture<PutResponse> unusedKept = fillUp(toFull);

            await(() -> leaderSeenBy(client) != full.memberId() && leaderSeenBy(client) != 0);
            client.put("during", "y");

            assertThat(client.get("during")).contains("y");
            assertThat(hasAlarm(client)).isFalse();
            diskOf(full).empty();
            await(() -> !hasAlarm(toFull));
            toFull.put("after", "z");
            assertThat(toFull.get("during")).contains("y");
            assertThat(client.get("after")).contains("z");
        }
    }

    /** A write that finds no space, and waits for it. */
    private static ListenableFuture<PutResponse> fillUp(TestClient client) {
        ListenableFuture<PutResponse> kept = KVGrpc.newFutureStub(client.channel())
                .put(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("kept"))
                        .setValue(ByteString.copyFromUtf8("v".repeat(100_000)))
                        .build());
        await(() -> hasAlarm(client));
        assertThat(kept).isNotDone();
        return kept;
    }

    private static boolean hasAlarm(TestClient client) {
        return client.maintenance().status(StatusRequest.getDefaultInstance()).getErrorsList().stream()
                .anyMatch(error -> error.contains(AlarmType.NOSPACE.name()));
    }

    private static long leaderSeenBy(TestClient client) {
        return client.maintenance().status(StatusRequest.getDefaultInstance()).getLeader();
    }

    private FillingDisk diskOf(FairleadServer server) {
        return Objects.requireNonNull(disks.get(server.name()));
    }

    private List<FairleadServer> start(String... names) throws Exception {
        List<ServerConfig> configs = new ArrayList<>();
        for (String name : names) {
            configs.add(ServerConfig.builder()
                    .name(name)
                    .dataDir(dir.resolve(name))
                    .listenPeerUrls("http://127.0.0.1:0")
                    .listenClientUrls("http://127.0.0.1:0")
                    .walSegmentSize(64 * 1024)
                    .heartbeatInterval(Duration.ofMillis(50))
                    .electionTimeout(Duration.ofMillis(500))
                    .build());
        }
        List<FairleadServer> servers = FairleadServer.startAll(
                configs,
                EventLoops.forThisMachine(),
                config -> disks.computeIfAbsent(config.name(), name -> new FillingDisk()));
        running.addAll(servers);
        for (FairleadServer server : servers) {
            server.awaitReady(LONG);
        }
        return servers;
    }

    /** Gives up only when the test as a whole hangs: how long a machine needs says nothing about right or wrong. */
    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("still waiting").isNegative();
            Thread.onSpinWait();
        }
    }
}
