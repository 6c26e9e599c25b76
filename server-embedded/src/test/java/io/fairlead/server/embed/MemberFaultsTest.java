package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.server.FreePort;
import io.fairlead.server.port.EventLoops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What disks and operators do to members, and how the members answer. */
class MemberFaultsTest {
    private static final Duration READY = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private final List<FairleadServer> running = new ArrayList<>();

    @AfterEach
    void stopAll() {
        running.forEach(FairleadServer::kill);
    }

    @Test
    void leadersDiskStalls_leadershipMovesAndWritesGoOnAndItCatchesUp() throws Exception {
        Map<String, StallingDisk> disks = new LinkedHashMap<>();
        List<FairleadServer> servers = FairleadServer.startAll(
                List.of(config("m1").build(), config("m2").build(), config("m3").build()),
                EventLoops.forThisMachine(),
                config -> disks.computeIfAbsent(config.name(), name -> new StallingDisk()));
        running.addAll(servers);
        ready(servers);
        FairleadServer stalled = leaderOf(servers);
        StallingDisk itsDisk = Objects.requireNonNull(disks.get(stalled.name()));
        FairleadServer other =
                servers.stream().filter(server -> server != stalled).findFirst().orElseThrow();
        try (TestClient client = new TestClient(other)) {
            client.put("before", "x");
            itsDisk.stall();

            client.put("during", "y");

            assertThat(client.get("during")).contains("y");
            await(() -> status(client).getLeader() != 0 && status(client).getLeader() != stalled.memberId());
            client.put("after", "z");
        } finally {
            itsDisk.resume();
        }
        awaitSameHash(servers);
    }

    @Test
    void leaderKilled_writesThroughAFollower_allSucceed() throws Exception {
        List<FairleadServer> servers = FairleadServer.startAll(
                List.of(config("m1").build(), config("m2").build(), config("m3").build()));
        running.addAll(servers);
        ready(servers);
        FairleadServer leader = leaderOf(servers);
        FairleadServer follower =
                servers.stream().filter(server -> server != leader).findFirst().orElseThrow();
        Semaphore answered = new Semaphore(0);
        AtomicBoolean over = new AtomicBoolean();
        try (TestClient client = new TestClient(follower)) {
            List<CompletableFuture<Void>> writers = IntStream.range(0, 8)
                    .mapToObj(writer -> CompletableFuture.runAsync(
                            () -> {
                                for (int i = 0; !over.get(); i++) {
                                    client.put("w" + writer + "/" + i, "x");
                                    answered.release();
                                }
                            },
                            task -> new Thread(task, "writer-" + writer).start()))
                    .toList();
            assertThat(answered.tryAcquire(100, READY.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();

            leader.kill();

            await(() -> status(client).getLeader() != leader.memberId()
                    && status(client).getLeader() != 0);
            answered.drainPermits();
            assertThat(answered.tryAcquire(100, READY.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            over.set(true);
            CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).get(READY.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void memberComesBackAfterTheLogWasReleased_takesTheStateAndHoldsTheSame() throws Exception {
        List<ServerConfig> configs = new ArrayList<>();
        for (String name : List.of("m1", "m2", "m3")) {
            configs.add(config(name)
                    .snapshotCount(40)
                    .snapshotCatchupEntries(10)
                    .walSegmentSize(16 * 1024)
                    .walsMax(1)
                    .build());
        }
        List<FairleadServer> servers = new ArrayList<>(FairleadServer.startAll(configs));
        running.addAll(servers);
        ready(servers);
        FairleadServer gone = servers.stream()
                .filter(server -> !server.isLeader())
                .findFirst()
                .orElseThrow();
        gone.kill();
        FairleadServer leader = leaderOf(servers);
        try (TestClient client = new TestClient(leader)) {
            for (int i = 0; i < 400; i++) {
                client.put("key" + i % 50, "value" + i);
            }
        }

        ServerConfig again = configs.get(servers.indexOf(gone));
        FairleadServer back = FairleadServer.start(config(gone.name())
                .snapshotCount(again.snapshotCount())
                .snapshotCatchupEntries(again.snapshotCatchupEntries())
                .walSegmentSize(again.walSegmentSize())
                .listenPeerUrls(gone.peerUrls().get(0))
                .build());
        running.add(back);
        back.awaitReady(READY);
        servers.set(servers.indexOf(gone), back);

        awaitSameHash(servers);
        assertThat(firstSegmentOf(leader.name())).isNotEqualTo("0000000000000000-0000000000000000.wal");
        try (TestClient client = new TestClient(back)) {
            assertThat(client.get("key49")).contains("value399");
        }
    }

    @Test
    void memberWithoutItsData_whereOthersKnowThatItRan_isRefused() throws Exception {
        List<FairleadServer> servers = FairleadServer.startAll(
                List.of(config("m1").build(), config("m2").build()));
        running.addAll(servers);
        ready(servers);
        try (TestClient client = new TestClient(servers.get(0))) {
            client.put("one", "uno");
        }
        FairleadServer gone = servers.get(1);
        gone.kill();
        ServerConfigBuilder empty = config("m2")
                .dataDir(dir.resolve("empty"))
                .listenPeerUrls(gone.peerUrls().get(0))
                .initialCluster("m1=" + servers.get(0).peerUrls().get(0) + ",m2="
                        + gone.peerUrls().get(0));
        for (ServerConfig.ClusterState state : ServerConfig.ClusterState.values()) {
            assertThatThrownBy(() -> FairleadServer.start(
                            empty.initialClusterState(state).build()))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(
                            "member " + Long.toHexString(gone.memberId()) + " has already been bootstrapped");
        }
    }

    @Test
    void tornLogTail_isCutAndEverythingAcknowledgedIsThere() throws Exception {
        FairleadServer server = start(config("m1"));
        try (TestClient client = new TestClient(server)) {
            client.put("one", "uno");
        }
        server.kill();
        Path log = dir.resolve("m1/member/wal/0000000000000000-0000000000000000.wal");
        long end = endOfRecords(log);
        // The head of a record of 2000 bytes, whose other sectors never reached the disk.
        writeAt(log, end, new byte[] {(byte) 0xD0, 7, 0, 0, 0, 0, 0, 0, 8, 2, 16, 1});

        FairleadServer again = start(config("m1"));

        try (TestClient client = new TestClient(again)) {
            assertThat(client.get("one")).contains("uno");
        }
        assertThat(log.resolveSibling(log.getFileName() + ".broken")).exists();
    }

    @Test
    void flippedByteInTheMiddleOfTheLog_whereTheStateHasItAll_costsNothing() throws Exception {
        FairleadServer server = start(config("m1"));
        try (TestClient client = new TestClient(server)) {
            for (int i = 0; i < 20; i++) {
                client.put("key", "a value long enough to be hit " + i);
            }
        }
        server.kill();
        flipInTheMiddle(logOf("m1"));

        FairleadServer again = start(config("m1"));

        try (TestClient client = new TestClient(again)) {
            assertThat(client.get("key")).contains("a value long enough to be hit 19");
            client.put("key", "after");
        }
        again.kill();
        assertThat(logOf("m1").resolveSibling(logOf("m1").getFileName() + ".broken"))
                .exists();
        try (TestClient client = new TestClient(start(config("m1")))) {
            assertThat(client.get("key")).contains("after");
        }
    }

    @Test
    void onlyMember_whoseStateIsDamaged_isRefusedAndToldWhatToDo() throws Exception {
        FairleadServer server = start(config("m1"));
        try (TestClient client = new TestClient(server)) {
            client.put("key", "value");
        }
        server.close();
        flipInTheMiddle(stateOf("m1"));

        assertThatThrownBy(() -> FairleadServer.start(config("m1").build()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(stateOf("m1").toString())
                .hasMessageContaining("offset")
                .hasMessageContaining("Restore a snapshot");
        assertThat(stateOf("m1")).exists();
    }

    @Test
    void memberOfThree_whoseLogAndStateAreDamaged_takesBothFromTheLeader() throws Exception {
        List<FairleadServer> servers = new ArrayList<>(FairleadServer.startAll(
                List.of(config("m1").build(), config("m2").build(), config("m3").build())));
        running.addAll(servers);
        ready(servers);
        FairleadServer leader = leaderOf(servers);
        FairleadServer damaged =
                servers.stream().filter(server -> server != leader).findFirst().orElseThrow();
        try (TestClient client = new TestClient(leader)) {
            for (int i = 0; i < 20; i++) {
                client.put("key", "a value long enough to be hit " + i);
            }
        }
        damaged.close();
        flipInTheMiddle(logOf(damaged.name()));
        flipInTheMiddle(stateOf(damaged.name()));

        FairleadServer back =
                start(config(damaged.name()).listenPeerUrls(damaged.peerUrls().get(0)));

        servers.set(servers.indexOf(damaged), back);
        awaitSameHash(servers);
        try (TestClient client = new TestClient(back)) {
            assertThat(client.get("key")).contains("a value long enough to be hit 19");
        }
        assertThat(dir.resolve(damaged.name()).resolve("member/state.broken")).exists();
    }

    private Path logOf(String member) {
        return dir.resolve(member).resolve("member/wal/0000000000000000-0000000000000000.wal");
    }

    private Path stateOf(String member) throws IOException {
        try (Stream<Path> files = Files.walk(dir.resolve(member).resolve("member/state"))) {
            return files.filter(file -> file.toString().endsWith(".seg"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flipInTheMiddle(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int middle = (int) endOfRecords(file) / 2;
        writeAt(file, middle, new byte[] {(byte) (content[middle] ^ 0x10)});
    }

    @Test
    void wrongClusterToken_membersRefuseEachOtherAndSayWhy() throws Exception {
        CompletableFuture<String> refusal = new CompletableFuture<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getMessage() != null && entry.getMessage().contains("cluster")) {
                    refusal.complete(entry.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger transport = Logger.getLogger("io.fairlead.server.transport.grpc");
        transport.addHandler(handler);
        try {
            FairleadServer first = FairleadServer.start(config("m1").build());
            running.add(first);
            FairleadServer second = FairleadServer.start(config("m2")
                    .listenPeerUrls("http://localhost:" + freePort())
                    .initialClusterToken("another")
                    .initialCluster("m1=" + first.peerUrls().get(0) + ",m2=http://localhost:" + lastPort)
                    .build());
            running.add(second);

            assertThat(refusal.get(60, TimeUnit.SECONDS)).contains("cluster");
            assertThat(second.ready()).isNotDone();
            assertThat(second.clusterId()).isNotEqualTo(first.clusterId());
        } finally {
            transport.removeHandler(handler);
        }
    }

    private int lastPort;

    private int freePort() {
        lastPort = FreePort.onLoopback();
        return lastPort;
    }

    private FairleadServer start(ServerConfigBuilder config) throws Exception {
        FairleadServer server = FairleadServer.start(config.build());
        running.add(server);
        server.awaitReady(READY);
        return server;
    }

    private static void ready(List<FairleadServer> servers) throws Exception {
        for (FairleadServer server : servers) {
            server.awaitReady(READY);
        }
    }

    private static FairleadServer leaderOf(List<FairleadServer> servers) {
        await(() -> servers.stream().anyMatch(FairleadServer::isLeader));
        return servers.stream().filter(FairleadServer::isLeader).findFirst().orElseThrow();
    }

    private static StatusResponse status(TestClient client) {
        return client.maintenance().status(StatusRequest.getDefaultInstance());
    }

    /** Waits until all have applied the same index, and compares what they hold. */
    private static void awaitSameHash(List<FairleadServer> servers) {
        List<TestClient> clients = servers.stream().map(TestClient::new).toList();
        try {
            await(() -> clients.stream()
                            .map(client -> status(client).getRaftAppliedIndex())
                            .distinct()
                            .count()
                    == 1);
            assertThat(clients)
                    .extracting(client -> client.maintenance()
                            .hashKV(HashKVRequest.getDefaultInstance())
                            .getHash())
                    .containsOnly(clients.get(0)
                            .maintenance()
                            .hashKV(HashKVRequest.getDefaultInstance())
                            .getHash());
        } finally {
            clients.forEach(TestClient::close);
        }
    }

    /** Gives up only when the test as a whole hangs: how long a machine needs says nothing about right or wrong. */
    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + READY.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("still waiting").isNegative();
            Thread.onSpinWait();
        }
    }

    private String firstSegmentOf(String member) throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve(member).resolve("member/wal"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".wal"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Where the zeros begin that the log has written ahead. */
    private static long endOfRecords(Path log) throws IOException {
        byte[] content = Files.readAllBytes(log);
        int end = content.length;
        while (end > 0 && content[end - 1] == 0) {
            end--;
        }
        return (end + 7L) / 8 * 8;
    }

    private static void writeAt(Path file, long offset, byte[] bytes) throws IOException {
        byte[] content = Files.readAllBytes(file);
        System.arraycopy(bytes, 0, content, (int) offset, bytes.length);
        Files.write(file, content);
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
