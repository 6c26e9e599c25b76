package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AuthDisableRequest;
import io.fairlead.api.pb.etcdserverpb.AuthEnableRequest;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthRoleRevokePermissionRequest;
import io.fairlead.api.pb.etcdserverpb.AuthStatusRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserChangePasswordRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserDeleteRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGetRequest;
import io.fairlead.api.pb.etcdserverpb.AuthenticateRequest;
import io.fairlead.api.pb.etcdserverpb.AuthenticateResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.v3lockpb.LockGrpc;
import io.fairlead.api.pb.v3lockpb.LockRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of a running cluster: on every member, over restarts, and while rights are taken away. */
class AuthClusterTest {
    private static final Duration READY = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private final List<FairleadServer> running = new ArrayList<>();
    private final List<AuthClient> clients = new ArrayList<>();

    @AfterEach
    void stopAll() {
        clients.forEach(AuthClient::close);
        running.forEach(FairleadServer::kill);
    }

    @Test
    void tokenOfOneMember_isGoodOnTheOthersAtOnce() throws Exception {
        List<FairleadServer> servers = cluster(3);
        String token = keep(AuthClient.anonymous(servers.get(0))).token("alice", "alicepw");

        for (FairleadServer server : servers) {
            AuthClient alice = keep(AuthClient.withToken(server, token));
            alice.put("a");
            assertRefused(EtcdError.PERMISSION_DENIED, () -> alice.put("x"));
            assertRefused(EtcdError.PERMISSION_DENIED, () -> alice.get("x", true));
        }
    }

    @Test
    void rightTakenAway_isGoneOnEveryMemberOnceTheAnswerIsThere() throws Exception {
        List<FairleadServer> servers = cluster(3);
        List<AuthClient> alices = new ArrayList<>();
        for (FairleadServer server : servers) {
            AuthClient alice = keep(AuthClient.login(server, "alice", "alicepw"));
            alice.put("a");
            alices.add(alice);
        }

        revokeFrom(keep(AuthClient.login(servers.get(1), "root", "rootpw")));

        for (AuthClient alice : alices) {
            assertRefused(EtcdError.PERMISSION_DENIED, () -> alice.put("a"));
            assertRefused(EtcdError.PERMISSION_DENIED, () -> alice.get("a", false));
        }
    }

    @Test
    void passwordChanged_tokensOfTheUserAreVoidOnEveryMember() throws Exception {
        List<FairleadServer> servers = cluster(3);
        String token = keep(AuthClient.anonymous(servers.get(0))).token("alice", "alicepw");
        AuthClient root = keep(AuthClient.login(servers.get(2), "root", "rootpw"));

        var unused = root.auth()
                .userChangePassword(AuthUserChangePasswordRequest.newBuilder()
                        .setName("alice")
                        .setPassword("new")
                        .build());

        for (FairleadServer server : servers) {
            AuthClient alice = keep(AuthClient.withToken(server, token));
            assertRefused(EtcdError.INVALID_AUTH_TOKEN, () -> alice.get("a", false));
            assertRefused(
                    EtcdError.AUTH_FAILED,
                    () -> keep(AuthClient.anonymous(server)).token("alice", "alicepw"));
            keep(AuthClient.login(server, "alice", "new")).put("a");
        }
    }

    @Test
    void restart_usersAndRolesAreKept_tokensAreNot() throws Exception {
        FairleadServer server = cluster(1).get(0);
        String token = keep(AuthClient.anonymous(server)).token("alice", "alicepw");
        long revision = status(keep(AuthClient.login(server, "root", "rootpw")));

        FairleadServer again = restart(server);

        assertRefused(
                EtcdError.INVALID_AUTH_TOKEN,
                () -> keep(AuthClient.withToken(again, token)).put("a"));
        keep(AuthClient.login(again, "alice", "alicepw")).put("a");
        AuthClient root = keep(AuthClient.login(again, "root", "rootpw"));
        assertThat(status(root)).isEqualTo(revision);
    }

    @Test
    void memberThatTookTheStateAsASnapshot_knowsTheUsers() throws Exception {
        List<FairleadServer> servers = cluster(3);
        FairleadServer behind = servers.get(0);
        behind.kill();
        AuthClient root = keep(AuthClient.login(servers.get(1), "root", "rootpw"));
        var unused = root.auth().userAdd(AuthClient.user("late", "latepw"));
        for (int i = 0; i < 120; i++) {
            root.put("k" + i);
        }

        FairleadServer again = restart(behind);

        AuthClient late = keep(AuthClient.login(again, "late", "latepw"));
        assertRefused(EtcdError.PERMISSION_DENIED, () -> late.put("a"));
        keep(AuthClient.login(again, "alice", "alicepw")).put("a");
    }

    @Test
    void watcherWhoseRightIsTakenAway_isCanceledAndSeesNothingMore() throws Exception {
        FairleadServer server = cluster(1).get(0);
        AuthClient alice = keep(AuthClient.login(server, "alice", "alicepw"));
        AuthClient root = keep(AuthClient.login(server, "root", "rootpw"));
        BlockingQueue<WatchResponse> seen = new LinkedBlockingQueue<>();
        StreamObserver<WatchRequest> stream = WatchGrpc.newStub(alice.channel()).watch(into(seen));
        stream.onNext(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("a"))
                        .setRangeEnd(ByteString.copyFromUtf8("c")))
                .build());
        assertThat(next(seen).getCreated()).isTrue();
        root.put("a");
        assertThat(next(seen).getEventsCount()).isEqualTo(1);

        revokeFrom(root);
        root.put("a");

        WatchResponse last = next(seen);
        assertThat(last.getCanceled()).isTrue();
        assertThat(last.getCancelReason()).contains(EtcdError.PERMISSION_DENIED.text());
        stream.onCompleted();
    }

    /** Rights of others change, and a token grows old in the meantime: neither concerns a watcher that may still watch. */
    @Test
    void watcherWhoseRightIsNotTouched_goesOn() throws Exception {
        FairleadServer server = cluster(1).get(0);
        AuthClient alice = keep(AuthClient.login(server, "alice", "alicepw"));
        AuthClient root = keep(AuthClient.login(server, "root", "rootpw"));
        BlockingQueue<WatchResponse> seen = new LinkedBlockingQueue<>();
        StreamObserver<WatchRequest> stream = WatchGrpc.newStub(alice.channel()).watch(into(seen));
        stream.onNext(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")))
                .build());
        assertThat(next(seen).getCreated()).isTrue();

        var unused = root.auth().userAdd(AuthClient.user("bob", "bobpw"));
        root.put("a");

        assertThat(next(seen).getEventsCount()).isEqualTo(1);
        stream.onCompleted();
    }

    @Test
    void leasesKeys_areShownToWhoMayReadThem() throws Exception {
        FairleadServer server = cluster(1).get(0);
        AuthClient alice = keep(AuthClient.login(server, "alice", "alicepw"));
        AuthClient root = keep(AuthClient.login(server, "root", "rootpw"));
        LeaseGrpc.LeaseBlockingStub leases = LeaseGrpc.newBlockingStub(alice.channel());
        long lease = leases.leaseGrant(
                        LeaseGrantRequest.newBuilder().setTTL(600).build())
                .getID();
        var unused = root.kv()
                .put(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("x"))
                        .setLease(lease)
                        .build());
        LeaseTimeToLiveRequest plain =
                LeaseTimeToLiveRequest.newBuilder().setID(lease).build();

        assertThat(leases.leaseTimeToLive(plain).getGrantedTTL()).isEqualTo(600);
        assertRefused(
                EtcdError.PERMISSION_DENIED,
                () -> leases.leaseTimeToLive(plain.toBuilder().setKeys(true).build()));
        assertThat(LeaseGrpc.newBlockingStub(root.channel())
                        .leaseTimeToLive(plain.toBuilder().setKeys(true).build())
                        .getKeysList())
                .containsExactly(ByteString.copyFromUtf8("x"));
    }

    /** The member ends it by itself, for which it needs no user that has logged in. */
    @Test
    void lease_whileAuthenticationIsOn_ends() throws Exception {
        FairleadServer server = cluster(1).get(0);
        AuthClient alice = keep(AuthClient.login(server, "alice", "alicepw"));
        long lease = LeaseGrpc.newBlockingStub(alice.channel())
                .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(1).build())
                .getID();
        BlockingQueue<WatchResponse> seen = new LinkedBlockingQueue<>();
        StreamObserver<WatchRequest> stream = WatchGrpc.newStub(alice.channel()).watch(into(seen));
        stream.onNext(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")))
                .build());
        assertThat(next(seen).getCreated()).isTrue();

        var unused = alice.kv()
                .put(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("a"))
                        .setLease(lease)
                        .build());

        assertThat(next(seen).getEvents(0).getKv().getLease()).isEqualTo(lease);
        assertThat(next(seen).getEvents(0).getTypeValue()).isEqualTo(1);
        stream.onCompleted();
    }

    @Test
    void lock_needsTheRightsOnItsKeys() throws Exception {
        FairleadServer server = cluster(1).get(0);
        AuthClient alice = keep(AuthClient.login(server, "alice", "alicepw"));
        LockGrpc.LockBlockingStub locks = LockGrpc.newBlockingStub(alice.channel());

        assertThat(locks.lock(LockRequest.newBuilder()
                                .setName(ByteString.copyFromUtf8("a"))
                                .build())
                        .getKey()
                        .toStringUtf8())
                .startsWith("a/");
        assertRefused(
                EtcdError.PERMISSION_DENIED,
                () -> locks.lock(LockRequest.newBuilder()
                        .setName(ByteString.copyFromUtf8("x"))
                        .build()));
    }

    @Test
    void user_mayLookAtItselfAndAtNobodyElse() throws Exception {
        FairleadServer server = cluster(1).get(0);
        AuthClient alice = keep(AuthClient.login(server, "alice", "alicepw"));

        assertThat(alice.auth()
                        .userGet(
                                AuthUserGetRequest.newBuilder().setName("alice").build())
                        .getRolesList())
                .containsExactly("r");
        assertRefused(
                EtcdError.PERMISSION_DENIED,
                () -> alice.auth()
                        .userGet(AuthUserGetRequest.newBuilder().setName("root").build()));
    }

    @Test
    void tokenFromBeforeAuthenticationWasOff_isVoid() throws Exception {
        FairleadServer server = cluster(1).get(0);
        AuthClient root = keep(AuthClient.login(server, "root", "rootpw"));
        AuthClient alice = keep(AuthClient.login(server, "alice", "alicepw"));

        var unusedOff = root.auth().authDisable(AuthDisableRequest.getDefaultInstance());
        assertThatCode(() -> alice.put("x")).doesNotThrowAnyException();
        var unusedOn = root.auth().authEnable(AuthEnableRequest.getDefaultInstance());

        assertRefused(EtcdError.INVALID_AUTH_TOKEN, () -> alice.put("a"));
    }

    @Test
    void deletedUser_isNobody() throws Exception {
        FairleadServer server = cluster(1).get(0);
        AuthClient root = keep(AuthClient.login(server, "root", "rootpw"));
        AuthClient alice = keep(AuthClient.login(server, "alice", "alicepw"));

        var unused = root.auth()
                .userDelete(AuthUserDeleteRequest.newBuilder().setName("alice").build());

        assertRefused(EtcdError.INVALID_AUTH_TOKEN, () -> alice.get("a", true));
        assertRefused(
                EtcdError.AUTH_FAILED, () -> keep(AuthClient.anonymous(server)).token("alice", "alicepw"));
    }

    @Test
    void passwordLongerThanBcryptTakes_isRefused() throws Exception {
        FairleadServer server = cluster(1).get(0);
        AuthClient root = keep(AuthClient.login(server, "root", "rootpw"));

        assertRefused(EtcdError.PASSWORD_TOO_LONG, () -> root.auth().userAdd(AuthClient.user("long", "x".repeat(73))));
    }

    /** Guesses beyond what the password desk takes are turned away, and everybody else is served meanwhile. */
    @Test
    void floodOfGuesses_isBoundedAndDisturbsNobody() throws Exception {
        FairleadServer server = start(config("m1").auth(new AuthConfig("simple", Duration.ofMinutes(5), 8)));
        AuthClient nobody = keep(AuthClient.anonymous(server));
        nobody.setUp();
        AuthClient alice = keep(AuthClient.login(server, "alice", "alicepw"));
        int guesses = 600;
        AtomicInteger turnedAway = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(guesses);
        for (int i = 0; i < guesses; i++) {
            AuthGrpc.newStub(nobody.channel())
                    .authenticate(
                            AuthenticateRequest.newBuilder()
                                    .setName(i % 2 == 0 ? "alice" : "nobody")
                                    .setPassword("guess" + i)
                                    .build(),
                            new StreamObserver<>() {
                                @Override
                                public void onNext(AuthenticateResponse answer) {}

                                @Override
                                public void onError(Throwable cause) {
                                    Status.Code code =
                                            Status.fromThrowable(cause).getCode();
                                    (code == Status.Code.RESOURCE_EXHAUSTED ? turnedAway : failed).incrementAndGet();
                                    ended.countDown();
                                }

                                @Override
                                public void onCompleted() {
                                    ended.countDown();
                                }
                            });
        }

        for (int i = 0; i < 20; i++) {
            alice.put("a");
        }

        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(turnedAway.get()).isPositive();
        assertThat(failed.get() + turnedAway.get()).isEqualTo(guesses);
        assertThat(keep(AuthClient.anonymous(server)).token("alice", "alicepw")).isNotEmpty();
    }

    private List<FairleadServer> cluster(int size) throws Exception {
        List<ServerConfig> configs = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            configs.add(config("m" + i).build());
        }
        List<FairleadServer> servers = FairleadServer.startAll(configs);
        running.addAll(servers);
        for (FairleadServer server : servers) {
            server.awaitReady(READY);
        }
        keep(AuthClient.anonymous(servers.get(0))).setUp();
        return servers;
    }

    private FairleadServer start(ServerConfigBuilder config) throws Exception {
        FairleadServer server = FairleadServer.start(config.build());
        running.add(server);
        server.awaitReady(READY);
        return server;
    }

    private FairleadServer restart(FairleadServer server) throws Exception {
        server.kill();
        return start(config(server.name())
                .listenClientUrls(server.clientUrls().get(0))
                .listenPeerUrls(server.peerUrls().get(0)));
    }

    private ServerConfigBuilder config(String name) {
        return ServerConfig.builder()
                .name(name)
                .dataDir(dir.resolve(name))
                .listenPeerUrls("http://127.0.0.1:0")
                .listenClientUrls("http://127.0.0.1:0")
                .heartbeatInterval(Duration.ofMillis(20))
                .electionTimeout(Duration.ofMillis(200))
                .snapshotCount(40)
                .snapshotCatchupEntries(10)
                .walSegmentSize(1 << 20)
                .unsafeNoFsync(true)
                .auth(new AuthConfig("simple", Duration.ofMinutes(5), 4));
    }

    private AuthClient keep(AuthClient client) {
        clients.add(client);
        return client;
    }

    private static void revokeFrom(AuthClient root) {
        var unused = root.auth()
                .roleRevokePermission(AuthRoleRevokePermissionRequest.newBuilder()
                        .setRole("r")
                        .setKey(ByteString.copyFromUtf8("a"))
                        .setRangeEnd(ByteString.copyFromUtf8("c"))
                        .build());
    }

    private static long status(AuthClient root) {
        return root.auth().authStatus(AuthStatusRequest.getDefaultInstance()).getAuthRevision();
    }

    private static void assertRefused(EtcdError expected, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getDescription()).isEqualTo(expected.text());
            assertThat(e.getStatus().getCode()).isEqualTo(expected.code());
        });
    }

    private static StreamObserver<WatchResponse> into(BlockingQueue<WatchResponse> seen) {
        return new StreamObserver<>() {
            @Override
            public void onNext(WatchResponse response) {
                seen.add(response);
            }

            @Override
            public void onError(Throwable cause) {}

            @Override
            public void onCompleted() {}
        };
    }

    private static WatchResponse next(BlockingQueue<WatchResponse> seen) throws InterruptedException {
        return Objects.requireNonNull(seen.poll(20, TimeUnit.SECONDS), "nothing came");
    }
}
