package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseStatus;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases on running members: what clients are promised, through any of them and across their leaders. */
class LeasesTest {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path dir;

    private final List<FairleadServer> running = new ArrayList<>();

    @AfterEach
    void stopAll() {
        running.forEach(FairleadServer::kill);
    }

    @Test
    void lease_throughAFollower_isRenewedAndToldByTheLeader() throws Exception {
        startThree();
        try (TestClient client = new TestClient(follower())) {
            long id = grant(client, 0, 60);
            put(client, "b", id);
            put(client, "a", id);
            KeepAlive keepAlive = new KeepAlive(client);

            assertThat(keepAlive.renew(id).getTTL()).isEqualTo(60);
            assertThat(keepAlive.renew(404).getTTL()).isZero();
            assertThat(keepAlive.renew(id).getTTL()).isEqualTo(60);

            LeaseTimeToLiveResponse life = life(client, id);
            assertThat(life.getGrantedTTL()).isEqualTo(60);
            assertThat(life.getTTL()).isBetween(50L, 60L);
            assertThat(life.getKeysList()).extracting(ByteString::toStringUtf8).containsExactly("a", "b");
            assertThat(life(client, 404).getTTL()).isEqualTo(-1);
            assertThat(client.leases()
                            .leaseLeases(LeaseLeasesRequest.getDefaultInstance())
                            .getLeasesList())
                    .extracting(LeaseStatus::getID)
                    .containsExactly(id);
        }
    }

    @Test
    void revoke_leaseWithKeys_deletesThemAllAtOneRevision() throws Exception {
        startThree();
        try (TestClient client = new TestClient(follower())) {
            long id = grant(client, 7, 60);
            for (String key : List.of("x", "y", "z")) {
                put(client, key, id);
            }
            long before = client.put("free", "1");

            long after = client.leases()
                    .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build())
                    .getHeader()
                    .getRevision();

            assertThat(after).isEqualTo(before + 1);
            assertThat(client.get("x")).isEmpty();
            assertThat(client.get("z")).isEmpty();
            assertThat(client.get("free")).contains("1");
            assertThatThrownBy(() -> put(client, "x", id))
                    .hasMessageContaining("NOT_FOUND: etcdserver: requested lease not found");
        }
    }

    @Test
    void leaderKilled_renewedLease_livesItsWholeTimeAndThenEnds() throws Exception {
        startThree();
        FairleadServer leader = leader();
        try (TestClient client = new TestClient(follower())) {
            long id = grant(client, 0, 2);
            put(client, "mine", id);
            KeepAlive keepAlive = new KeepAlive(client);
            long renewedNanos = System.nanoTime();
            assertThat(keepAlive.renew(id).getTTL()).isEqualTo(2);

            leader.kill();
            while (client.get("mine").isPresent()) {
                Thread.onSpinWait();
            }

            assertThat(System.nanoTime() - renewedNanos).isGreaterThanOrEqualTo(2 * SECOND);
            assertThat(life(client, id).getTTL()).isEqualTo(-1);
            assertThat(keepAlive.renew(id).getTTL()).isZero();
        }
    }

    @Test
    void leaderKilled_leaseRenewedWhileNobodyLeads_isRenewedByTheNextLeader() throws Exception {
        startThree();
        FairleadServer leader = leader();
        try (TestClient client = new TestClient(follower())) {
            long id = grant(client, 0, 60);
            KeepAlive keepAlive = new KeepAlive(client);
            assertThat(keepAlive.renew(id).getTTL()).isEqualTo(60);

            leader.kill();

            assertThat(keepAlive.renew(id).getTTL()).isEqualTo(60);
        }
    }

    @Test
    void memberRestarts_leasesAndWhatHangsOnThem_areThere() throws Exception {
        FairleadServer server = start();
        try (TestClient client = new TestClient(server)) {
            grant(client, 1, 600);
            grant(client, 2, 700);
            put(client, "a", 1);
            put(client, "b", 2);
            put(client, "c", 2);
            client.put("c", "detached");
            client.leases().leaseRevoke(LeaseRevokeRequest.newBuilder().setID(1).build());
        }
        server.kill();
        running.clear();

        try (TestClient client = new TestClient(start())) {
            LeaseTimeToLiveResponse life = life(client, 2);
            assertThat(life.getTTL()).isBetween(690L, 701L);
            assertThat(life.getKeysList()).extracting(ByteString::toStringUtf8).containsExactly("b");
            assertThat(life(client, 1).getTTL()).isEqualTo(-1);
        }
    }

    private static long grant(TestClient client, long id, long seconds) {
        LeaseGrantResponse response = client.leases()
                .leaseGrant(
                        LeaseGrantRequest.newBuilder().setID(id).setTTL(seconds).build());
        assertThat(response.getTTL()).isEqualTo(seconds);
        return response.getID();
    }

    private static void put(TestClient client, String key, long lease) {
        var unused = client.kv()
                .put(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setLease(lease)
                        .build());
    }

    private static LeaseTimeToLiveResponse life(TestClient client, long id) {
        return client.leases()
                .leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder()
                        .setID(id)
                        .setKeys(true)
                        .build());
    }

    private FairleadServer start() throws Exception {
        FairleadServer server = FairleadServer.start(config("m1"));
        running.add(server);
        server.awaitReady(READY);
        return server;
    }

    private void startThree() throws Exception {
        running.addAll(FairleadServer.startAll(List.of(config("m1"), config("m2"), config("m3"))));
        for (FairleadServer server : running) {
            server.awaitReady(READY);
        }
    }

    private FairleadServer leader() {
        return running.stream().filter(FairleadServer::isLeader).findFirst().orElseThrow();
    }

    private FairleadServer follower() {
        return running.stream().filter(server -> !server.isLeader()).findFirst().orElseThrow();
    }

    private ServerConfig config(String name) {
        return ServerConfig.builder()
                .name(name)
                .dataDir(dir.resolve(name))
                .listenPeerUrls("http://127.0.0.1:0")
                .listenClientUrls("http://127.0.0.1:0")
                .heartbeatInterval(Duration.ofMillis(50))
                .electionTimeout(Duration.ofMillis(500))
                .build();
    }

    /** A stream of renewals. */
    private static final class KeepAlive {
        private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        private final StreamObserver<LeaseKeepAliveRequest> requests;

        KeepAlive(TestClient client) {
            requests = client.leaseStreams().leaseKeepAlive(new StreamObserver<>() {
                @Override
                public void onNext(LeaseKeepAliveResponse answer) {
                    answers.add(answer);
                }

                @Override
                public void onError(Throwable cause) {
                    answers.add(cause);
                }

                @Override
                public void onCompleted() {
                    answers.add("end");
                }
            });
        }

        LeaseKeepAliveResponse renew(long id) throws InterruptedException {
            requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(id).build());
            Object answer = answers.poll(READY.toSeconds(), TimeUnit.SECONDS);
            assertThat(answer).isInstanceOf(LeaseKeepAliveResponse.class);
            return (LeaseKeepAliveResponse) answer;
        }
    }
}
