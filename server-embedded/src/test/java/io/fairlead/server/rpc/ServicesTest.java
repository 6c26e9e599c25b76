package io.fairlead.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.CompactionResponse;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.MemberAddRequest;
import io.fairlead.api.pb.etcdserverpb.MemberAddResponse;
import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import io.fairlead.api.pb.etcdserverpb.MemberPromoteRequest;
import io.fairlead.api.pb.etcdserverpb.MemberRemoveRequest;
import io.fairlead.api.pb.etcdserverpb.MemberUpdateRequest;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderRequest;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.server.exec.Clock;
import io.fairlead.server.exec.thread.SystemClock;
import io.fairlead.server.http.Versions;
import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.MemberChange;
import io.fairlead.server.port.EventLoops;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The services over a fake node: what is asked of it, and what is made of its answers. */
@Timeout(60)
class ServicesTest {
    private static final Clock CLOCK = new SystemClock();
    private static final ByteString KEY = ByteString.copyFromUtf8("k");
    private static final ResponseHeader AT_12 =
            ResponseHeader.newBuilder().setRevision(12).build();
    private static final ResponseHeader FULL_AT_12 = header(12);
    private static final Member M1 = new Member(
            0xFFFF_0000_0000_0001L, "m1", List.of("http://127.0.0.1:1"), List.of("http://127.0.0.1:2"), false);
    private static final Member M2 = new Member(2, "", List.of("http://127.0.0.1:3"), List.of(), true);

    private final FakeNode node = new FakeNode();
    private final EventLoops loops = new EventLoops(1);
    private ClientPort port;
    private ManagedChannel channel;
    private KVGrpc.KVBlockingStub kv;
    private ClusterGrpc.ClusterBlockingStub cluster;
    private MaintenanceGrpc.MaintenanceBlockingStub maintenance;

    @BeforeEach
    void open() throws IOException {
        ClientPortConfig config = new ClientPortConfig(
                List.of(),
                Optional.empty(),
                Optional.of("services-test"),
                1000,
                4,
                777,
                100,
                Duration.ofSeconds(5),
                Duration.ofHours(2),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                HttpOptions.defaults(),
                StreamOptions.defaults(),
                Duration.ofMillis(100));
        port = ClientPort.open(config, node, loops, CLOCK, new Versions("3.6.0", "3.6.0", "test"), List.of());
        channel = InProcessChannelBuilder.forName("services-test").build();
        kv = KVGrpc.newBlockingStub(channel);
        cluster = ClusterGrpc.newBlockingStub(channel);
        maintenance = MaintenanceGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        port.close();
    }

    private static ResponseHeader header(long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(0xC1)
                .setMemberId(0xFFFF_0000_0000_0001L)
                .setRaftTerm(4)
                .setRevision(revision)
                .build();
    }

    @Test
    void writes_areProposedAndAnsweredWithFullHeaders() {
        node.proposal = FakeNode.ok(PutResponse.newBuilder().setHeader(AT_12).build());
        assertThat(kv.put(PutRequest.newBuilder().setKey(KEY).build()).getHeader())
                .isEqualTo(FULL_AT_12);
        node.proposal = FakeNode.ok(
                DeleteRangeResponse.newBuilder().setHeader(AT_12).setDeleted(3).build());
        DeleteRangeResponse deleted =
                kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(KEY).build());
        assertThat(deleted.getHeader()).isEqualTo(FULL_AT_12);
        assertThat(deleted.getDeleted()).isEqualTo(3);
        node.proposal = FakeNode.ok(
                TxnResponse.newBuilder().setHeader(AT_12).setSucceeded(true).build());
        TxnResponse txn = kv.txn(txn(1, 1));
        assertThat(txn.getHeader()).isEqualTo(FULL_AT_12);
        assertThat(txn.getSucceeded()).isTrue();
        node.proposal =
                FakeNode.ok(CompactionResponse.newBuilder().setHeader(AT_12).build());
        assertThat(kv.compact(CompactionRequest.newBuilder().setRevision(5).build())
                        .getHeader())
                .isEqualTo(FULL_AT_12);
        assertThat(node.asked)
                .containsExactly("propose PUT", "propose DELETE_RANGE", "propose TXN", "propose COMPACTION");
    }

    @Test
    void range_isAskedOfTheNode() {
        node.range = FakeNode.ok(
                RangeResponse.newBuilder().setHeader(AT_12).setCount(9).build());
        RangeResponse response = kv.range(RangeRequest.newBuilder().setKey(KEY).build());
        assertThat(response.getHeader()).isEqualTo(FULL_AT_12);
        assertThat(response.getCount()).isEqualTo(9);
    }

    @Test
    void requests_thatBreakTheRules_neverReachTheNode() {
        assertRefused(() -> kv.put(PutRequest.getDefaultInstance()), EtcdError.EMPTY_KEY);
        assertRefused(() -> kv.range(RangeRequest.getDefaultInstance()), EtcdError.EMPTY_KEY);
        assertRefused(() -> kv.deleteRange(DeleteRangeRequest.getDefaultInstance()), EtcdError.EMPTY_KEY);
        assertRefused(() -> kv.txn(txn(5, 1)), EtcdError.TOO_MANY_OPS);
        assertThat(node.asked).isEmpty();
    }

    @Test
    void writes_aboveTheRequestLimit_areTooLarge() {
        ByteString big = ByteString.copyFrom(new byte[1100]);
        assertRefused(
                () -> kv.put(PutRequest.newBuilder().setKey(KEY).setValue(big).build()), EtcdError.REQUEST_TOO_LARGE);
        assertRefused(
                () -> kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(big).build()), EtcdError.REQUEST_TOO_LARGE);
        assertRefused(() -> kv.txn(txn(2, 600)), EtcdError.REQUEST_TOO_LARGE);
        assertThat(node.asked).isEmpty();
        node.readTxn = FakeNode.ok(TxnResponse.getDefaultInstance());
        TxnRequest reads = TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(big)))
                .build();
        assertThat(kv.txn(reads).hasHeader()).isTrue();
        assertThat(node.asked).containsExactly("read txn");
    }

    @ParameterizedTest
    @EnumSource(EtcdError.class)
    void refusals_ofTheNode_keepCodeAndText(EtcdError error) {
        node.proposal = FakeNode.refuse(error);
        assertRefused(() -> kv.put(PutRequest.newBuilder().setKey(KEY).build()), error);
    }

    @Test
    void promise_thatBreaks_isAnInternalError() {
        node.proposal = CompletableFuture.failedFuture(new IllegalStateException("bug"));
        assertThatThrownBy(() -> kv.put(PutRequest.newBuilder().setKey(KEY).build()))
                .isInstanceOfSatisfying(StatusRuntimeException.class, broken -> {
                    assertThat(broken.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
                    assertThat(broken.getStatus().getDescription()).isEqualTo("etcdserver: internal error");
                });
    }

    @Test
    void learner_servesItsOwnStateAndStatusAlone() {
        node.status = FakeNode.status(2, true, List.of());
        node.range = FakeNode.ok(RangeResponse.getDefaultInstance());
        assertThat(kv.range(RangeRequest.newBuilder()
                                .setKey(KEY)
                                .setSerializable(true)
                                .build())
                        .hasHeader())
                .isTrue();
        assertThat(maintenance.status(StatusRequest.getDefaultInstance()).getIsLearner())
                .isTrue();
        List<ThrowingCallable> others = List.of(
                () -> kv.range(RangeRequest.newBuilder().setKey(KEY).build()),
                () -> kv.put(PutRequest.newBuilder().setKey(KEY).build()),
                () -> kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(KEY).build()),
                () -> kv.txn(TxnRequest.getDefaultInstance()),
                () -> kv.compact(CompactionRequest.getDefaultInstance()),
                () -> cluster.memberList(MemberListRequest.getDefaultInstance()),
                () -> cluster.memberAdd(MemberAddRequest.getDefaultInstance()),
                () -> cluster.memberRemove(MemberRemoveRequest.getDefaultInstance()),
                () -> cluster.memberUpdate(MemberUpdateRequest.getDefaultInstance()),
                () -> cluster.memberPromote(MemberPromoteRequest.getDefaultInstance()),
                () -> maintenance.alarm(AlarmRequest.getDefaultInstance()),
                () -> maintenance.hashKV(HashKVRequest.getDefaultInstance()),
                () -> maintenance.moveLeader(MoveLeaderRequest.getDefaultInstance()));
        for (ThrowingCallable other : others) {
            assertRefused(other, EtcdError.NOT_SUPPORTED_FOR_LEARNER);
        }
    }

    @Test
    void hasleader_withoutLeader_isRefused() {
        node.status = FakeNode.status(0, false, List.of());
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
        assertRefused(
                () -> maintenance
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                        .status(StatusRequest.getDefaultInstance()),
                EtcdError.NO_LEADER);
    }

    @Test
    void memberList_hasNoRevision_andWaitsOnlyWhenLinearizable() {
        node.members = List.of(M1, M2);
        var list = cluster.memberList(MemberListRequest.getDefaultInstance());
        assertThat(list.getHeader()).isEqualTo(header(0));
        assertThat(list.getMembers(0).getID()).isEqualTo(M1.id());
        assertThat(list.getMembers(0).getName()).isEqualTo("m1");
        assertThat(list.getMembers(0).getPeerURLsList()).isEqualTo(M1.peerUrls());
        assertThat(list.getMembers(0).getClientURLsList()).isEqualTo(M1.clientUrls());
        assertThat(list.getMembers(1).getIsLearner()).isTrue();
        assertThat(node.asked).isEmpty();
        cluster.memberList(MemberListRequest.newBuilder().setLinearizable(true).build());
        assertThat(node.asked).containsExactly("barrier");
        node.barrier = FakeNode.refuse(EtcdError.NO_LEADER);
        assertRefused(
                () -> cluster.memberList(
                        MemberListRequest.newBuilder().setLinearizable(true).build()),
                EtcdError.NO_LEADER);
    }

    @Test
    void memberAdd_sortsTheUrls() {
        node.change = FakeNode.ok(new MemberChange(M2, List.of(M1, M2)));
        MemberAddResponse added = cluster.memberAdd(MemberAddRequest.newBuilder()
                .addPeerURLs("http://127.0.0.1:9")
                .addPeerURLs("http://127.0.0.1:3")
                .setIsLearner(true)
                .build());
        assertThat(node.asked).containsExactly("add [http://127.0.0.1:3, http://127.0.0.1:9] true");
        assertThat(added.getMember().getID()).isEqualTo(2);
        assertThat(added.getMembersCount()).isEqualTo(2);
        assertThat(added.getHeader()).isEqualTo(header(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1:1",
                "ftp://127.0.0.1:1",
                "http://127.0.0.1",
                "http://127.0.0.1:1/path",
                "http://127.0.0.1:1/",
                "http://127.0.0.1:99999",
                "http://:80",
                "http://exa mple:80"
            })
    void memberUrls_thatAreNone_areRefused(String url) {
        assertRefused(
                () -> cluster.memberAdd(
                        MemberAddRequest.newBuilder().addPeerURLs(url).build()),
                EtcdError.MEMBER_BAD_URLS);
        assertRefused(
                () -> cluster.memberUpdate(MemberUpdateRequest.newBuilder()
                        .setID(1)
                        .addPeerURLs(url)
                        .build()),
                EtcdError.MEMBER_BAD_URLS);
        assertThat(node.asked).isEmpty();
    }

    @Test
    void memberUrls_none_isRefused() {
        assertRefused(() -> cluster.memberAdd(MemberAddRequest.getDefaultInstance()), EtcdError.MEMBER_BAD_URLS);
    }

    @Test
    void memberChanges_areAskedOfTheNode() {
        node.change = FakeNode.ok(new MemberChange(M2, List.of(M1)));
        assertThat(cluster.memberRemove(
                                MemberRemoveRequest.newBuilder().setID(2).build())
                        .getMembersCount())
                .isEqualTo(1);
        assertThat(cluster.memberUpdate(MemberUpdateRequest.newBuilder()
                                .setID(2)
                                .addPeerURLs("http://[::1]:5")
                                .build())
                        .getHeader())
                .isEqualTo(header(0));
        assertThat(cluster.memberPromote(
                                MemberPromoteRequest.newBuilder().setID(2).build())
                        .getMembersCount())
                .isEqualTo(1);
        assertThat(node.asked).containsExactly("remove 2", "update 2 [http://[::1]:5]", "promote 2");
    }

    @Test
    void status_hasEveryField() {
        AlarmMember noSpace = AlarmMember.newBuilder()
                .setMemberID(M1.id())
                .setAlarm(AlarmType.NOSPACE)
                .build();
        AlarmMember corrupt =
                AlarmMember.newBuilder().setAlarm(AlarmType.CORRUPT).build();
        node.status = FakeNode.status(0, false, List.of(noSpace, corrupt));
        StatusResponse status = maintenance.status(StatusRequest.getDefaultInstance());
        assertThat(status.getHeader()).isEqualTo(header(55));
        assertThat(status.getVersion()).isEqualTo("3.6.0");
        assertThat(status.getDbSize()).isEqualTo(4096);
        assertThat(status.getDbSizeInUse()).isEqualTo(1024);
        assertThat(status.getDbSizeQuota()).isEqualTo(777);
        assertThat(status.getLeader()).isZero();
        assertThat(status.getRaftIndex()).isEqualTo(90);
        assertThat(status.getRaftAppliedIndex()).isEqualTo(89);
        assertThat(status.getRaftTerm()).isEqualTo(4);
        assertThat(status.getIsLearner()).isFalse();
        assertThat(status.getStorageVersion()).isEqualTo("3.6.0");
        assertThat(status.getDowngradeInfo().getEnabled()).isFalse();
        assertThat(status.getErrorsList())
                .containsExactly(
                        "etcdserver: no leader", "memberID:18446462598732840961 alarm:NOSPACE ", "alarm:CORRUPT ");
    }

    @Test
    void alarmHashAndTransfer_areAskedOfTheNode() {
        node.proposal = FakeNode.ok(AlarmResponse.newBuilder().setHeader(AT_12).build());
        assertThat(maintenance.alarm(AlarmRequest.getDefaultInstance()).getHeader())
                .isEqualTo(FULL_AT_12);
        node.hash = FakeNode.ok(
                HashKVResponse.newBuilder().setHeader(AT_12).setHash(99).build());
        HashKVResponse hash =
                maintenance.hashKV(HashKVRequest.newBuilder().setRevision(3).build());
        assertThat(hash.getHeader()).isEqualTo(FULL_AT_12);
        assertThat(hash.getHash()).isEqualTo(99);
        node.transfer = FakeNode.ok(5L);
        assertThat(maintenance.moveLeader(
                        MoveLeaderRequest.newBuilder().setTargetID(5).build()))
                .isEqualTo(MoveLeaderResponse.getDefaultInstance());
        node.transfer = FakeNode.refuse(EtcdError.NOT_LEADER);
        assertRefused(
                () -> maintenance.moveLeader(
                        MoveLeaderRequest.newBuilder().setTargetID(5).build()),
                EtcdError.NOT_LEADER);
        assertThat(node.asked).containsExactly("propose ALARM", "hash 3", "transfer 5", "transfer 5");
    }

    private static TxnRequest txn(int puts, int valueSize) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        Stream.iterate(0, i -> i + 1)
                .limit(puts)
                .forEach(i -> txn.addSuccess(RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8("k" + i))
                                .setValue(ByteString.copyFrom(new byte[valueSize])))));
        return txn.build();
    }

    private static void assertRefused(ThrowingCallable call, EtcdError error) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
            assertThat(refused.getStatus().getDescription()).isEqualTo(error.text());
            assertThat(refused.getStatus().getCode()).isEqualTo(error.code());
        });
    }
}
