package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.v3electionpb.CampaignRequest;
import io.fairlead.api.pb.v3electionpb.CampaignResponse;
import io.fairlead.api.pb.v3electionpb.ElectionGrpc;
import io.fairlead.api.pb.v3electionpb.LeaderKey;
import io.fairlead.api.pb.v3electionpb.LeaderRequest;
import io.fairlead.api.pb.v3electionpb.LeaderResponse;
import io.fairlead.api.pb.v3electionpb.ProclaimRequest;
import io.fairlead.api.pb.v3electionpb.ResignRequest;
import io.fairlead.api.pb.v3lockpb.LockGrpc;
import io.fairlead.api.pb.v3lockpb.LockRequest;
import io.fairlead.api.pb.v3lockpb.LockResponse;
import io.fairlead.api.pb.v3lockpb.UnlockRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Locks and elections of callers at different members. */
@Timeout(60)
class LocksTest {
    private static final Duration READY = Duration.ofSeconds(60);

    @TempDir
    static Path dir;

    private static List<FairleadServer> servers = List.of();
    private static long nextLease = 100;

    private final List<TestClient> clients = new ArrayList<>();

    @BeforeAll
    static void startThree() throws Exception {
        servers = FairleadServer.startAll(List.of(config("m1"), config("m2"), config("m3")));
        for (FairleadServer server : servers) {
            server.awaitReady(READY);
        }
    }

    @AfterAll
    static void stopAll() {
        servers.forEach(FairleadServer::kill);
    }

    @BeforeEach
    void connect() {
        servers.forEach(server -> clients.add(new TestClient(server)));
    }

    @AfterEach
    void disconnect() {
        clients.forEach(TestClient::close);
    }

    @Test
    void lock_severalWaiters_getItInTheOrderOfTheirComing() throws Exception {
        LockResponse first = lock("fair", lease()).response();
        Pending<LockResponse> second = lock("fair", lease());
        awaitKeys("fair/", 2);
        Pending<LockResponse> third = lock("fair", lease());
        awaitKeys("fair/", 3);

        unlock(first.getKey());
        LockResponse taken = second.response();
        assertThat(third.isAnswered()).isFalse();
        unlock(taken.getKey());

        unlock(third.response().getKey());
        awaitKeys("fair/", 0);
    }

    @Test
    void lock_waiterGivesUp_leavesTheLineAndTheNextOneGetsTheLock() throws Exception {
        LockResponse first = lock("given-up", lease()).response();
        Pending<LockResponse> second = lock("given-up", lease());
        awaitKeys("given-up/", 2);
        Pending<LockResponse> third = lock("given-up", lease());
        awaitKeys("given-up/", 3);

        second.cancel();
        awaitKeys("given-up/", 2);
        assertThat(third.isAnswered()).isFalse();
        unlock(first.getKey());

        unlock(third.response().getKey());
    }

    @Test
    void lock_holdersLeaseIsRevoked_passesOn() throws Exception {
        long lease = lease();
        assertThat(lock("lost", lease).response().getKey().toStringUtf8())
                .isEqualTo("lost/" + Long.toString(lease, 16));
        Pending<LockResponse> second = lock("lost", lease());
        awaitKeys("lost/", 2);

        revoke(lease);

        unlock(second.response().getKey());
    }

    @Test
    void lock_waitersLeaseIsRevoked_isToldThatItsSessionExpired() throws Exception {
        LockResponse first = lock("expired", lease()).response();
        long lease = lease();
        Pending<LockResponse> second = lock("expired", lease);
        awaitKeys("expired/", 2);

        revoke(lease);
        unlock(first.getKey());

        Status refused = second.status();
        assertThat(refused.getCode()).isEqualTo(Status.Code.UNKNOWN);
        assertThat(refused.getDescription()).isEqualTo("mutex: session is expired");
    }

    @Test
    void lock_negativeLease_hasItsSignInTheKey() throws Exception {
        long granted = client(0)
                .leases()
                .leaseGrant(LeaseGrantRequest.newBuilder().setID(-7).setTTL(60).build())
                .getID();

        LockResponse held = lock("sign", granted).response();

        assertThat(held.getKey().toStringUtf8()).isEqualTo("sign/-7");
        unlock(held.getKey());
    }

    @Test
    void campaign_candidateGivesUp_leavesTheLine() throws Exception {
        LeaderKey first = campaign("seat", lease(), "one").response().getLeader();
        Pending<CampaignResponse> second = campaign("seat", lease(), "two");
        awaitKeys("seat/", 2);
        second.cancel();
        awaitKeys("seat/", 1);
        Pending<CampaignResponse> third = campaign("seat", lease(), "three");
        awaitKeys("seat/", 2);

        resign(first);

        assertThat(third.response().getLeader().getName().toStringUtf8()).isEqualTo("seat");
        assertThat(elections(2).leader(named("seat")).getKv().getValue().toStringUtf8())
                .isEqualTo("three");
    }

    @Test
    void campaign_candidatesLeaseIsRevoked_isNotToldThatItLeads() throws Exception {
        LeaderKey first = campaign("void", lease(), "one").response().getLeader();
        long lease = lease();
        Pending<CampaignResponse> second = campaign("void", lease, "two");
        awaitKeys("void/", 2);

        revoke(lease);
        resign(first);

        assertThat(second.status().getDescription()).isEqualTo("election: not leader");
        assertThatThrownBy(() -> elections(0).leader(named("void"))).hasMessage("UNKNOWN: election: no leader");
    }

    @Test
    void observe_leadersComeAndGo_areToldInOrder() throws Exception {
        Pending<LeaderResponse> observer =
                new Pending<>(client(1), ElectionGrpc.getObserveMethod(), named("watched"), Integer.MAX_VALUE);
        LeaderKey first = campaign("watched", lease(), "one").response().getLeader();
        assertThat(value(observer.response())).isEqualTo("one");
        Pending<CampaignResponse> second = campaign("watched", lease(), "three");
        awaitKeys("watched/", 2);

        proclaim(first, "two");
        assertThat(value(observer.response())).isEqualTo("two");
        resign(first);

        assertThat(value(observer.response())).isEqualTo("three");
        assertThat(second.response().getLeader().getRev()).isPositive();
        observer.cancel();
    }

    @Test
    void observe_observerThatDoesNotRead_hasEveryProclamationWhenItReadsAgain() throws Exception {
        String padding = "x".repeat(20_000);
        LeaderKey leader = campaign("slow", lease(), padding + 0).response().getLeader();
        Pending<LeaderResponse> observer = new Pending<>(client(2), ElectionGrpc.getObserveMethod(), named("slow"), 1);
        assertThat(value(observer.response())).isEqualTo(padding + 0);
        for (int i = 1; i <= 100; i++) {
            proclaim(leader, padding + i);
        }

        for (int i = 1; i <= 100; i++) {
            observer.request();
            assertThat(value(observer.response())).isEqualTo(padding + i);
        }
        observer.cancel();
    }

    private TestClient client(int member) {
        return clients.get(member);
    }

    private ElectionGrpc.ElectionBlockingStub elections(int member) {
        return ElectionGrpc.newBlockingStub(client(member).channel()).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private long lease() {
        return client(0)
                .leases()
                .leaseGrant(LeaseGrantRequest.newBuilder()
                        .setID(nextLease++)
                        .setTTL(600)
                        .build())
                .getID();
    }

    private void revoke(long lease) {
        var unused = client(1)
                .leases()
                .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease).build());
    }

    /** Through another member each time. */
    private Pending<LockResponse> lock(String name, long lease) {
        return new Pending<>(
                client(Math.floorMod(lease, 3)),
                LockGrpc.getLockMethod(),
                LockRequest.newBuilder()
                        .setName(ByteString.copyFromUtf8(name))
                        .setLease(lease)
                        .build(),
                1);
    }

    private void unlock(ByteString key) {
        var unused = LockGrpc.newBlockingStub(client(0).channel())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .unlock(UnlockRequest.newBuilder().setKey(key).build());
    }

    private Pending<CampaignResponse> campaign(String name, long lease, String value) {
        return new Pending<>(
                client(Math.floorMod(lease, 3)),
                ElectionGrpc.getCampaignMethod(),
                CampaignRequest.newBuilder()
                        .setName(ByteString.copyFromUtf8(name))
                        .setLease(lease)
                        .setValue(ByteString.copyFromUtf8(value))
                        .build(),
                1);
    }

    private void proclaim(LeaderKey leader, String value) {
        var unused = elections(0)
                .proclaim(ProclaimRequest.newBuilder()
                        .setLeader(leader)
                        .setValue(ByteString.copyFromUtf8(value))
                        .build());
    }

    private void resign(LeaderKey leader) {
        var unused =
                elections(0).resign(ResignRequest.newBuilder().setLeader(leader).build());
    }

    private void awaitKeys(String prefix, long count) {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(prefix))
                .setRangeEnd(ByteString.copyFromUtf8(prefix.replace('/', '0')))
                .setCountOnly(true)
                .build();
        while (client(0).kv().range(request).getCount() != count) {
            Thread.onSpinWait();
        }
    }

    private static LeaderRequest named(String name) {
        return LeaderRequest.newBuilder().setName(ByteString.copyFromUtf8(name)).build();
    }

    private static String value(LeaderResponse response) {
        return response.getKv().getValue().toStringUtf8();
    }

    private static ServerConfig config(String name) {
        return ServerConfig.builder()
                .name(name)
                .dataDir(dir.resolve(name))
                .listenPeerUrls("http://127.0.0.1:0")
                .listenClientUrls("http://127.0.0.1:0")
                .heartbeatInterval(Duration.ofMillis(50))
                .electionTimeout(Duration.ofMillis(500))
                .build();
    }

    /** A call that may wait. */
    private static final class Pending<R> extends ClientCall.Listener<R> {
        private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
        private final ClientCall<?, R> call;

        <Q> Pending(TestClient client, MethodDescriptor<Q, R> method, Q request, int responsesWanted) {
            ClientCall<Q, R> begun = client.channel().newCall(method, CallOptions.DEFAULT);
            call = begun;
            begun.start(this, new Metadata());
            begun.sendMessage(request);
            begun.halfClose();
            begun.request(responsesWanted);
        }

        @Override
        public void onMessage(R response) {
            arrived.add(response);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            arrived.add(status);
        }

        boolean isAnswered() {
            return !arrived.isEmpty();
        }

        @SuppressWarnings("unchecked") // what is no status was put there by onMessage
        R response() throws InterruptedException {
            Object next = arrived.take();
            assertThat(next).isNotInstanceOf(Status.class);
            return (R) next;
        }

        Status status() throws InterruptedException {
            Object next = arrived.take();
            assertThat(next).isInstanceOf(Status.class);
            return (Status) next;
        }

        void request() {
            call.request(1);
        }

        void cancel() {
            call.cancel("given up", null);
        }
    }
}
