package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.DefragmentRequest;
import io.fairlead.api.pb.etcdserverpb.DefragmentResponse;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.DowngradeInfo;
import io.fairlead.api.pb.etcdserverpb.DowngradeRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.HashRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Running members and what keeps them fit: quota and alarms, defragmentation, hashes, downgrades. */
class UpkeepTest {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final String NO_SPACE = "etcdserver: mvcc: database space exceeded";
    private static final long QUOTA = 1_000_000;

    @TempDir
    Path dir;

    private final List<FairleadServer> running = new ArrayList<>();

    @AfterEach
    void stopAll() {
        running.forEach(FairleadServer::kill);
    }

    @Test
    void quotaExhausted_compactionDefragmentationAndDisarm_leadOutOfIt() throws Exception {
        try (TestClient client = new TestClient(start(config("m1").quotaBackendBytes(QUOTA)))) {
            long last = fill(client);

            assertRefused(() -> put(client, 10), Status.Code.RESOURCE_EXHAUSTED, NO_SPACE);
            assertRefused(() -> client.leases().leaseGrant(grant()), Status.Code.RESOURCE_EXHAUSTED, NO_SPACE);
            StatusResponse full = status(client);
            assertThat(full.getErrorsList()).singleElement().asString().endsWith("alarm:NOSPACE ");
            assertThat(full.getDbSizeQuota()).isEqualTo(QUOTA);
            assertThat(full.getDbSizeInUse()).isGreaterThan(QUOTA - 100_000);
            assertThat(client.get("k")).isPresent();

            client.kv()
                    .compact(CompactionRequest.newBuilder()
                            .setRevision(last)
                            .setPhysical(true)
                            .build());
            assertThat(status(client).getDbSizeInUse()).isLessThan(120_000);
            assertThat(defragment(client)).isEqualTo(DefragmentResponse.getDefaultInstance());
            assertThat(status(client).getDbSize()).isLessThan(130_000);

            assertRefused(() -> put(client, 10), Status.Code.RESOURCE_EXHAUSTED, NO_SPACE);
            AlarmMember raised = alarms(client, AlarmRequest.AlarmAction.GET, AlarmMember.getDefaultInstance())
                    .getAlarms(0);
            alarms(client, AlarmRequest.AlarmAction.DEACTIVATE, raised);
            assertThat(put(client, 10)).isEqualTo(last + 1);
            assertThat(status(client).getErrorsList()).isEmpty();
        }
    }

    @Test
    void quotaExhausted_disarmedWithoutMakingRoom_isRaisedAgain() throws Exception {
        try (TestClient client = new TestClient(start(config("m1").quotaBackendBytes(QUOTA)))) {
            fill(client);
            AlarmMember raised = alarms(client, AlarmRequest.AlarmAction.GET, AlarmMember.getDefaultInstance())
                    .getAlarms(0);
            alarms(client, AlarmRequest.AlarmAction.DEACTIVATE, raised);
            assertThat(status(client).getErrorsList()).isEmpty();

            assertRefused(() -> put(client, 100_000), Status.Code.RESOURCE_EXHAUSTED, NO_SPACE);
            assertThat(status(client).getErrorsList()).hasSize(1);
        }
    }

    @Test
    void quotaOfOneMember_usedUpThroughAnother_raisesItsAlarmForAll() throws Exception {
        List<ServerConfig> configs = List.of(
                config("m1").quotaBackendBytes(QUOTA / 4).build(),
                config("m2").quotaBackendBytes(-1).build(),
                config("m3").quotaBackendBytes(-1).build());
        startAll(configs);
        try (TestClient client = new TestClient(running.get(1))) {
            // The roomy member lets them all in; the alarm of the other one ends it.
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            put(client, 100_000);
                        }
                    })
                    .hasMessageContaining(NO_SPACE);
            AlarmMember raised = alarms(client, AlarmRequest.AlarmAction.GET, AlarmMember.getDefaultInstance())
                    .getAlarms(0);
            assertThat(raised.getMemberID()).isEqualTo(running.get(0).memberId());
        }
    }

    @Test
    void corruptAlarm_refusesWritesAndAnswersReads() throws Exception {
        try (TestClient client = new TestClient(start(config("m1")))) {
            client.put("k", "v");
            client.leases().leaseGrant(grant());
            AlarmMember corrupt =
                    AlarmMember.newBuilder().setAlarm(AlarmType.CORRUPT).build();
            alarms(client, AlarmRequest.AlarmAction.ACTIVATE, corrupt);

            String text = "etcdserver: corrupt cluster";
            assertRefused(() -> client.put("k", "w"), Status.Code.DATA_LOSS, text);
            assertRefused(
                    () -> client.kv()
                            .deleteRange(DeleteRangeRequest.newBuilder()
                                    .setKey(key())
                                    .build()),
                    Status.Code.DATA_LOSS,
                    text);
            assertRefused(() -> compact(client, 2, false), Status.Code.DATA_LOSS, text);
            assertRefused(
                    () -> client.leases()
                            .leaseGrant(grant().toBuilder().setID(8).build()),
                    Status.Code.DATA_LOSS,
                    text);
            assertRefused(
                    () -> client.leases()
                            .leaseRevoke(
                                    LeaseRevokeRequest.newBuilder().setID(7).build()),
                    Status.Code.DATA_LOSS,
                    text);
            assertRefused(
                    () -> client.kv()
                            .txn(TxnRequest.newBuilder()
                                    .addSuccess(RequestOp.newBuilder()
                                            .setRequestDeleteRange(DeleteRangeRequest.newBuilder()
                                                    .setKey(key())))
                                    .build()),
                    Status.Code.DATA_LOSS,
                    text);
            assertThat(client.get("k")).contains("v");

            alarms(client, AlarmRequest.AlarmAction.DEACTIVATE, corrupt);
            assertThat(client.put("k", "w")).isEqualTo(3);
        }
    }

    @Test
    void members_atTheSamePlace_haveTheSameHashes() throws Exception {
        startAll(
                List.of(config("m1").build(), config("m2").build(), config("m3").build()));
        try (TestClient one = new TestClient(running.get(0));
                TestClient two = new TestClient(running.get(1));
                TestClient three = new TestClient(running.get(2))) {
            List<TestClient> all = List.of(one, two, three);
            for (int i = 0; i < 50; i++) {
                one.put("key" + i % 7, "value" + i);
            }
            compact(one, 30, true);
            for (TestClient client : all) {
                assertThat(client.get("key0")).isPresent();
            }

            HashKVRequest atCompaction =
                    HashKVRequest.newBuilder().setRevision(30).build();
            assertThat(all.stream().map(client -> client.maintenance().hashKV(atCompaction)))
                    .allMatch(hash -> hash.getCompactRevision() == -1 && hash.getHashRevision() == 30)
                    .extracting(hash -> hash.getHash())
                    .containsOnly(one.maintenance().hashKV(atCompaction).getHash());
            int before =
                    one.maintenance().hash(HashRequest.getDefaultInstance()).getHash();
            defragment(two);
            assertThat(all.stream()
                            .map(client -> client.maintenance()
                                    .hash(HashRequest.getDefaultInstance())
                                    .getHash()))
                    .containsOnly(before);
        }
    }

    @Test
    void downgrade_enabled_isToldUntilItIsCancelled() throws Exception {
        FairleadServer server = start(config("m1").dataDir(dir.resolve("m1")));
        try (TestClient client = new TestClient(server)) {
            assertThat(downgrade(client, DowngradeRequest.DowngradeAction.VALIDATE, "3.4"))
                    .isEqualTo("3.5.0");
            assertThat(status(client).getDowngradeInfo()).isEqualTo(DowngradeInfo.getDefaultInstance());
            assertThat(downgrade(client, DowngradeRequest.DowngradeAction.ENABLE, "3.4.7"))
                    .isEqualTo("3.5.0");
            assertRefused(
                    () -> downgrade(client, DowngradeRequest.DowngradeAction.VALIDATE, "3.4.0"),
                    Status.Code.FAILED_PRECONDITION,
                    "etcdserver: cluster has a downgrade job in progress");
            assertRefused(
                    () -> downgrade(client, DowngradeRequest.DowngradeAction.ENABLE, "3.3.0"),
                    Status.Code.INVALID_ARGUMENT,
                    "etcdserver: invalid downgrade target version");
        }
        server.kill();
        try (TestClient client = new TestClient(start(config("m1").dataDir(dir.resolve("m1"))))) {
            assertThat(status(client).getDowngradeInfo())
                    .isEqualTo(DowngradeInfo.newBuilder()
                            .setEnabled(true)
                            .setTargetVersion("3.4.0")
                            .build());
            assertThat(downgrade(client, DowngradeRequest.DowngradeAction.CANCEL, ""))
                    .isEqualTo("3.5.0");
            assertThat(status(client).getDowngradeInfo()).isEqualTo(DowngradeInfo.getDefaultInstance());
            assertRefused(
                    () -> downgrade(client, DowngradeRequest.DowngradeAction.CANCEL, ""),
                    Status.Code.FAILED_PRECONDITION,
                    "etcdserver: no inflight downgrade job");
        }
    }

    /** Overwrites one key until nothing more fits; returns the last revision. */
    private static long fill(TestClient client) {
        long last = 0;
        for (int i = 0; i < 9; i++) {
            last = put(client, 100_000);
        }
        assertRefused(() -> put(client, 100_000), Status.Code.RESOURCE_EXHAUSTED, NO_SPACE);
        return last;
    }

    private static long put(TestClient client, int size) {
        return client.kv()
                .put(PutRequest.newBuilder()
                        .setKey(key())
                        .setValue(ByteString.copyFrom(new byte[size]))
                        .build())
                .getHeader()
                .getRevision();
    }

    private static ByteString key() {
        return ByteString.copyFromUtf8("k");
    }

    private static LeaseGrantRequest grant() {
        return LeaseGrantRequest.newBuilder().setID(7).setTTL(600).build();
    }

    private static void compact(TestClient client, long revision, boolean physical) {
        client.kv()
                .compact(CompactionRequest.newBuilder()
                        .setRevision(revision)
                        .setPhysical(physical)
                        .build());
    }

    private static DefragmentResponse defragment(TestClient client) {
        return client.maintenance().defragment(DefragmentRequest.getDefaultInstance());
    }

    private static StatusResponse status(TestClient client) {
        return client.maintenance().status(StatusRequest.getDefaultInstance());
    }

    private static AlarmResponse alarms(TestClient client, AlarmRequest.AlarmAction action, AlarmMember alarm) {
        return client.maintenance()
                .alarm(AlarmRequest.newBuilder()
                        .setAction(action)
                        .setMemberID(alarm.getMemberID())
                        .setAlarm(alarm.getAlarm())
                        .build());
    }

    private static String downgrade(TestClient client, DowngradeRequest.DowngradeAction action, String version) {
        return client.maintenance()
                .downgrade(DowngradeRequest.newBuilder()
                        .setAction(action)
                        .setVersion(version)
                        .build())
                .getVersion();
    }

    private static void assertRefused(ThrowingCallable call, Status.Code code, String text) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refused -> assertThat(refused.getStatus())
                                .extracting(Status::getCode, Status::getDescription)
                                .containsExactly(code, text));
    }

    private FairleadServer start(ServerConfigBuilder config) throws Exception {
        startAll(List.of(config.build()));
        return running.get(running.size() - 1);
    }

    private void startAll(List<ServerConfig> configs) throws Exception {
        List<FairleadServer> started = FairleadServer.startAll(configs);
        running.addAll(started);
        for (FairleadServer server : started) {
            server.awaitReady(READY);
        }
    }

    private static ServerConfigBuilder config(String name) {
        return ServerConfig.builder()
                .name(name)
                .listenPeerUrls("http://127.0.0.1:0")
                .listenClientUrls("http://127.0.0.1:0")
                .walSegmentSize(1 << 20)
                .unsafeNoFsync(true);
    }
}
