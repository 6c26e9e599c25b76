package io.fairlead.server.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.membership.Member;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.mvcc.KvHash;
import io.fairlead.server.pb.peer.Batch;
import io.fairlead.server.pb.peer.PeerGrpc;
import io.fairlead.server.pb.peer.Receipt;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.transport.LeaderCalls;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Single calls between members, and what the gate says to whom it does not let in. */
@Timeout(60)
class PeerCallsTest {
    private static final List<Member> MEMBERS = List.of(
            new Member(1, "a", List.of("http://127.0.0.1:1"), List.of("http://127.0.0.1:2"), false),
            new Member(2, "", List.of("http://127.0.0.1:3"), List.of(), true));

    private final EventLoops loops = new EventLoops(1);
    private EventLoops.Hold hold;
    private TestPeer a;
    private TestPeer b;

    @BeforeEach
    void start() throws IOException {
        hold = loops.hold();
        a = TestPeer.start(1, loops, TestPeer.quick());
        b = TestPeer.start(2, loops, TestPeer.quick());
        b.members = MEMBERS;
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        hold.close();
    }

    @Test
    void fetchMembers_firstUrlIsDead_nextAnswers() throws Exception {
        PeerCalls.ClusterView view = PeerCalls.fetchMembers(
                        List.of("http://127.0.0.1:1", b.url()), any -> true, hold, TestPeer.dialer(TestPeer.quick()))
                .get(20, TimeUnit.SECONDS);
        assertThat(view.clusterId()).isEqualTo(TestPeer.CLUSTER);
        assertThat(view.members()).isEqualTo(MEMBERS);
    }

    @Test
    void fetchMembers_firstAnswerLagsBehind_asksOn() throws Exception {
        a.members = MEMBERS.subList(0, 1);
        PeerCalls.ClusterView view = PeerCalls.fetchMembers(
                        List.of(a.url(), b.url()),
                        seen -> seen.members().size() == 2,
                        hold,
                        TestPeer.dialer(TestPeer.quick()))
                .get(20, TimeUnit.SECONDS);
        assertThat(view.members()).isEqualTo(MEMBERS);
    }

    @Test
    void fetchMembers_noAnswerIsWanted_givesTheLast() throws Exception {
        PeerCalls.ClusterView view = PeerCalls.fetchMembers(
                        List.of(b.url(), "http://127.0.0.1:1"), seen -> false, hold, TestPeer.dialer(TestPeer.quick()))
                .get(20, TimeUnit.SECONDS);
        assertThat(view.members()).isEqualTo(MEMBERS);
    }

    @Test
    void fetchMembers_nobodyAnswers_saysWhyForEachUrl() {
        assertThatThrownBy(() -> PeerCalls.fetchMembers(
                                List.of("http://127.0.0.1:1", "nonsense"),
                                any -> true,
                                hold,
                                TestPeer.dialer(TestPeer.quick()))
                        .get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("http://127.0.0.1:1: ")
                .hasMessageContaining("nonsense: URL scheme must be http or https");
    }

    @Test
    void promoteLearner_leaderPromotes_answersItsId() throws Exception {
        b.promotion = Answer.ok(0L);
        connect();
        assertThat(a.transport.leaderCalls().promoteLearner(2, 77).get(20, TimeUnit.SECONDS))
                .isEqualTo(Answer.ok(77L));
    }

    @Test
    void promoteLearner_leaderRefuses_passesTheRefusalOn() throws Exception {
        b.promotion = Answer.refused(EtcdError.LEARNER_NOT_READY);
        connect();
        assertThat(a.transport.leaderCalls().promoteLearner(2, 77).get(20, TimeUnit.SECONDS))
                .isEqualTo(Answer.refused(EtcdError.LEARNER_NOT_READY));
    }

    @Test
    void leaseCalls_leaderAnswers_passTheAnswerOn() throws Exception {
        LeaseLife life = new LeaseLife(12, 60, List.of(Bytes.utf8("a"), Bytes.utf8("b")));
        b.life = Answer.ok(life);
        connect();
        LeaderCalls calls = a.transport.leaderCalls();
        assertThat(calls.renewLease(2, -7).get(20, TimeUnit.SECONDS)).isEqualTo(Answer.ok(60L));
        assertThat(calls.leaseLife(2, -7, true).get(20, TimeUnit.SECONDS)).isEqualTo(Answer.ok(life));
        assertThat(calls.leaseLife(2, -7, false).get(20, TimeUnit.SECONDS))
                .isEqualTo(Answer.ok(life.withKeys(List.of())));
    }

    @Test
    void leaseCalls_leaderRefuses_passTheRefusalOn() throws Exception {
        b.life = Answer.refused(EtcdError.LEASE_NOT_FOUND);
        connect();
        LeaderCalls calls = a.transport.leaderCalls();
        assertThat(calls.renewLease(2, 5).get(20, TimeUnit.SECONDS))
                .isEqualTo(Answer.refused(EtcdError.LEASE_NOT_FOUND));
        assertThat(calls.leaseLife(2, 5, true).get(20, TimeUnit.SECONDS))
                .isEqualTo(Answer.refused(EtcdError.LEASE_NOT_FOUND));
    }

    @Test
    void leaseCalls_leaderIsNotConnected_timeOut() throws Exception {
        LeaderCalls calls = a.transport.leaderCalls();
        assertThat(calls.renewLease(9, 5).get(20, TimeUnit.SECONDS)).isEqualTo(Answer.refused(EtcdError.TIMEOUT));
        assertThat(calls.leaseLife(9, 5, true).get(20, TimeUnit.SECONDS)).isEqualTo(Answer.refused(EtcdError.TIMEOUT));
    }

    @Test
    void reportHash_peerHasTheRevision_answersItsHash() throws Exception {
        HashReport report = new HashReport(1L << 60, 9, Optional.of(new KvHash(0xFFFFFFFE, 7, -1)));
        b.report = Answer.ok(report);
        connect();
        assertThat(a.transport.leaderCalls().reportHash(2, 7).get(20, TimeUnit.SECONDS))
                .isEqualTo(Answer.ok(report));
    }

    @Test
    void reportHash_peerHasNotTheRevision_tellsHowFarItIs() throws Exception {
        HashReport report = new HashReport(20, 9, Optional.empty());
        b.report = Answer.ok(report);
        connect();
        assertThat(a.transport.leaderCalls().reportHash(2, 70).get(20, TimeUnit.SECONDS))
                .isEqualTo(Answer.ok(report));
    }

    @Test
    void reportHash_peerStopsOrIsNotConnected_isRefused() throws Exception {
        connect();
        LeaderCalls calls = a.transport.leaderCalls();
        assertThat(calls.reportHash(2, 7).get(20, TimeUnit.SECONDS)).isEqualTo(Answer.refused(EtcdError.STOPPED));
        assertThat(calls.reportHash(9, 7).get(20, TimeUnit.SECONDS)).isEqualTo(Answer.refused(EtcdError.TIMEOUT));
    }

    @Test
    void promoteLearner_leaderIsNotConnected_timesOut() throws Exception {
        assertThat(a.transport.leaderCalls().promoteLearner(9, 77).get(20, TimeUnit.SECONDS))
                .isEqualTo(Answer.refused(EtcdError.TIMEOUT));
    }

    @Test
    void gate_otherCluster_namesBothSides() throws Exception {
        Status status = deliver(b.url(), new PeerIdentity(0xBAD, 5, List.of()), 2, Batch.getDefaultInstance());
        assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(status.getDescription())
                .contains("member 5 belongs to cluster bad")
                .contains("member 2 to cluster c1")
                .contains("initial cluster token");
    }

    @Test
    void gate_otherMember_namesBoth() throws Exception {
        Status status = deliver(b.url(), a.identity, 9, Batch.getDefaultInstance());
        assertThat(status.getDescription()).isEqualTo("member 1 looks for member 9 where member 2 listens");
    }

    @Test
    void gate_removedMember_isTold() throws Exception {
        b.removedMembers.add(1L);
        Status status = deliver(b.url(), a.identity, 2, Batch.getDefaultInstance());
        assertThat(status.getDescription()).isEqualTo("member 1 has been removed from cluster c1");
    }

    @Test
    void gate_otherVersion_isRefused() throws Exception {
        Metadata newer = new Handshake(9, TestPeer.CLUSTER, 1, 2, List.of()).toMetadata();
        assertThat(deliver(b.url(), newer, Batch.getDefaultInstance()).getDescription())
                .contains("speaks version 9");
    }

    @Test
    void gate_callerThatIsNoMember_isRefused() throws Exception {
        Status status = deliver(b.url(), new Metadata(), Batch.getDefaultInstance());
        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void gate_portWithoutTransport_isNotReady() throws Exception {
        try (PeerPort port = PeerPort.open(
                List.of(new ListenUrl("http", "127.0.0.1", 0)), loops, TestPeer.quick(), Optional.empty())) {
            Status status = deliver(port.urls().get(0).toString(), a.identity, 2, Batch.getDefaultInstance());
            assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void deliver_messageInAnothersName_endsTheStream() throws Exception {
        Batch forged = Batch.newBuilder()
                .addMessages(PeerCodec.encode(b.heartbeat(2, 1)))
                .build();
        Status status = deliver(b.url(), a.identity, 2, forged);
        assertThat(status.isOk()).isFalse();
        assertThat(b.received).isEmpty();
    }

    @Test
    void open_addressInUse_isNamed() {
        assertThatThrownBy(() -> PeerPort.open(
                        List.of(new ListenUrl("http", "127.0.0.1", b.tcpPort())),
                        loops,
                        TestPeer.quick(),
                        Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("http://127.0.0.1:" + b.tcpPort());
    }

    private void connect() throws InterruptedException {
        a.knows(b.address());
        a.sendUntilReceived(b);
    }

    private Status deliver(String url, PeerIdentity as, long to, Batch batch) throws Exception {
        return deliver(url, Handshake.from(as, to).toMetadata(), batch);
    }

    private Status deliver(String url, Metadata metadata, Batch batch) throws Exception {
        ManagedChannel channel = TestPeer.dialer(TestPeer.quick()).channel(url, hold.group());
        try {
            CompletableFuture<Status> ended = new CompletableFuture<>();
            StreamObserver<Batch> out = PeerGrpc.newStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                    .deliver(new StreamObserver<>() {
                        @Override
                        public void onNext(Receipt receipt) {}

                        @Override
                        public void onError(Throwable cause) {
                            ended.complete(Status.fromThrowable(cause));
                        }

                        @Override
                        public void onCompleted() {
                            ended.complete(Status.OK);
                        }
                    });
            out.onNext(batch);
            return ended.get(20, TimeUnit.SECONDS);
        } finally {
            channel.shutdownNow();
        }
    }
}
