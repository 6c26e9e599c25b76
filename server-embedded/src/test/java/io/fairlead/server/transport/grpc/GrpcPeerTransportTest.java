package io.fairlead.server.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.transport.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages between members over loopback. */
@Timeout(60)
class GrpcPeerTransportTest {
    private final EventLoops loops = new EventLoops(2);
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestPeer a;
    private TestPeer b;

    @BeforeEach
    void start() throws IOException {
        a = peer(1);
        b = peer(2);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private TestPeer peer(long id) throws IOException {
        return opened(TestPeer.start(id, loops, TestPeer.quick()));
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }

    @Test
    void send_manyEntriesAtOnce_arriveInOrder() throws InterruptedException {
        a.knows(b.address());
        int count = 2_000;
        for (int i = 0; i < count; i++) {
            a.transport.send(List.of(append(i, 1_000)));
        }
        for (int i = 0; i < count; i++) {
            assertThat(b.take(b.received)).isEqualTo(append(i, 1_000));
        }
    }

    @Test
    void send_eachKindOfMessage_arrivesAsItWas() throws InterruptedException {
        a.knows(b.address());
        long big = 0xFFFF_FFFF_FFFF_FFF0L;
        SnapshotMeta meta = new SnapshotMeta(new EntryId(3, 9), ConfState.of(List.of(1L, big), List.of(7L)));
        List<Message> express = List.of(
                Message.AppendResponse.accepted(1, 2, 5, 77),
                new Message.AppendResponse(1, 2, 5, 77, true, new EntryId(4, 70)),
                new Message.VoteRequest(1, 2, 5, new EntryId(4, 70), false, true),
                new Message.VoteRequest(1, 2, 5, new EntryId(4, 70), true, false, new EntryId(3, 69)),
                new Message.VoteResponse(1, 2, 5, false, true),
                new Message.VoteResponse(1, 2, 5, true, false, new EntryId(4, 68)),
                new Message.Heartbeat(1, 2, 5, 66, big),
                new Message.Heartbeat(1, 2, 5, 66, 0, true),
                new Message.HeartbeatResponse(1, 2, 5, 0),
                new Message.HeartbeatResponse(1, 2, 5, 9, true),
                new Message.InstallSnapshot(1, 2, 5, meta),
                new Message.TimeoutNow(1, 2, 5),
                new Message.ReadIndexRequest(1, 2, 0, 12),
                new Message.ReadIndexResponse(1, 2, 5, 12, 66),
                new Message.TransferLeader(1, 2, 0, 3),
                new Message.LogLost(1, 2, 5, 0, big),
                new Message.CatchUpTarget(1, 2, 5, 66, big));
        a.transport.send(express);
        for (Message message : express) {
            assertThat(b.take(b.received)).isEqualTo(message);
        }
        List<Message> bulk = List.of(
                append(4, 0),
                new Message.AppendRequest(1, 2, 5, LogSlice.empty(new EntryId(4, 70)), 66),
                new Message.ForwardedProposal(
                        1,
                        2,
                        0,
                        List.of(
                                new Message.Proposal(EntryType.NORMAL, Bytes.utf8("x")),
                                new Message.Proposal(EntryType.CONF_CHANGE, Bytes.utf8("y")))));
        a.transport.send(bulk);
        for (Message message : bulk) {
            assertThat(b.take(b.received)).isEqualTo(message);
        }
    }

    @Test
    void send_unknownMember_isReportedUnreachable() throws InterruptedException {
        a.transport.send(List.of(a.heartbeat(9, 1), a.heartbeat(9, 2)));
        assertThat(a.take(a.facts)).isEqualTo(new Message.PeerUnreachable(9, 1));
        assertThat(a.facts).isEmpty();
    }

    @Test
    void send_peerThatNeverGreets_dropsAboveTheBounds() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            PeerLimits few = limits(10, 1_000);
            TestPeer sender = opened(TestPeer.start(5, loops, few));
            sender.knows(new PeerAddress(2, List.of("http://127.0.0.1:" + silent.getLocalPort())));
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                messages.add(sender.heartbeat(2, i));
            }
            sender.transport.send(messages);
            assertThat(sender.facts).isEmpty();
            sender.transport.send(List.of(sender.heartbeat(2, 10)));
            assertThat(sender.take(sender.facts)).isEqualTo(new Message.PeerUnreachable(2, 5));
        }
    }

    @Test
    void send_bytesAboveTheBound_areDroppedButOneMessageAlwaysFits() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            TestPeer sender = opened(TestPeer.start(1, TestPeer.CLUSTER, 0, loops, limits(100, 1_000)));
            sender.knows(new PeerAddress(2, List.of("http://127.0.0.1:" + silent.getLocalPort())));
            sender.transport.send(List.of(append(0, 5_000)));
            assertThat(sender.facts).isEmpty();
            sender.transport.send(List.of(append(1, 5_000)));
            assertThat(sender.take(sender.facts)).isEqualTo(new Message.PeerUnreachable(2, 1));
        }
    }

    @Test
    void send_onePeerIsBlocked_othersStillHear() throws Exception {
        try (Relay relay = new Relay(b.tcpPort())) {
            TestPeer c = peer(3);
            a.knows(b.addressAt(relay.url()), c.address());
            a.sendUntilReceived(b);
            relay.freeze();
            for (int i = 0; i < 300; i++) {
                a.transport.send(List.of(append(i, 100_000)));
            }
            a.transport.send(List.of(a.heartbeat(3, 42)));
            assertThat(c.take(c.received)).isEqualTo(a.heartbeat(3, 42));
        }
    }

    @Test
    void link_connectionGoesSilent_isGivenUpAndMadeAgain() throws Exception {
        try (Relay relay = new Relay(b.tcpPort())) {
            a.knows(b.addressAt(relay.url()));
            a.sendUntilReceived(b);
            assertThat(a.transport.connectedNanos(2)).isPositive();
            a.facts.clear();
            relay.freeze();
            assertThat(a.take(a.facts)).isEqualTo(new Message.PeerUnreachable(2, 1));
            relay.resume();
            a.sendUntilReceived(b);
        }
    }

    @Test
    void link_connectionBreaks_isMadeAgain() throws Exception {
        try (Relay relay = new Relay(b.tcpPort())) {
            a.knows(b.addressAt(relay.url()));
            a.sendUntilReceived(b);
            relay.hangUp();
            a.sendUntilReceived(b);
        }
    }

    @Test
    void link_peerRestarts_isMadeAgain() throws Exception {
        a.knows(b.address());
        a.sendUntilReceived(b);
        int tcpPort = b.tcpPort();
        b.close();
        b = opened(TestPeer.start(2, TestPeer.CLUSTER, tcpPort, loops, TestPeer.quick()));
        a.sendUntilReceived(b);
    }

    @Test
    void link_firstUrlIsDead_usesTheNext() throws Exception {
        a.knows(b.addressAt("http://127.0.0.1:1", "https://127.0.0.1:2", b.url()));
        a.sendUntilReceived(b);
    }

    @Test
    void link_peerMoves_followsIt() throws Exception {
        a.knows(b.addressAt("http://127.0.0.1:1"));
        a.knows(b.address());
        a.sendUntilReceived(b);
    }

    @Test
    void reconcile_peerLeaves_linkEnds() throws Exception {
        a.knows(b.address());
        a.sendUntilReceived(b);
        a.knows();
        a.facts.clear();
        assertThat(a.transport.connectedNanos(2)).isZero();
        a.transport.send(List.of(a.heartbeat(2, 1)));
        assertThat(a.take(a.facts)).isEqualTo(new Message.PeerUnreachable(2, 1));
    }

    @Test
    void guest_senderThatIsNotKnownYet_canBeAnswered() throws Exception {
        a.knows(b.address());
        a.sendUntilReceived(b);
        b.sendUntilReceived(a);
        b.knows(a.address());
        b.sendUntilReceived(a);
    }

    @Test
    void handshake_otherCluster_nothingPasses() throws Exception {
        TestPeer stranger = opened(TestPeer.start(1, 0xBAD, 0, loops, TestPeer.quick()));
        stranger.knows(b.address());
        assertThat(stranger.take(stranger.facts)).isEqualTo(new Message.PeerUnreachable(2, 1));
        stranger.transport.send(List.of(stranger.heartbeat(2, 1)));
        assertThat(stranger.take(stranger.facts)).isEqualTo(new Message.PeerUnreachable(2, 1));
        assertThat(stranger.transport.connectedNanos(2)).isZero();
        assertThat(b.received).isEmpty();
    }

    @Test
    void handshake_removedMember_isToldToStop() throws Exception {
        b.removedMembers.add(1L);
        a.knows(b.address());
        assertThat(a.removed.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(b.received).isEmpty();
    }

    @Test
    void stream_senderIsRemovedWhileItIsOpen_isToldToStop() throws Exception {
        a.knows(b.address());
        a.sendUntilReceived(b);
        assertThat(a.removed.getCount()).isOne();
        b.removedMembers.add(1L);
        assertThat(a.removed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void handshake_urlOfAnotherMember_isRefused() throws Exception {
        a.knows(new PeerAddress(7, List.of(b.url())));
        assertThat(a.take(a.facts)).isEqualTo(new Message.PeerUnreachable(7, 1));
        assertThat(a.transport.connectedNanos(7)).isZero();
        assertThat(b.received).isEmpty();
    }

    @Test
    void close_eventLoopsAreReleased() throws Exception {
        EventLoops own = new EventLoops(1);
        EventLoops.Hold hold = own.hold();
        TestPeer alone = TestPeer.start(9, own, TestPeer.quick());
        alone.knows(b.address());
        alone.sendUntilReceived(b);
        alone.close();
        hold.close();
        assertThat(hold.group().terminationFuture().await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static Message.AppendRequest append(long index, int size) {
        Entry entry = Entry.normal(1, index + 1, Bytes.unsafeWrap(new byte[size]));
        return new Message.AppendRequest(
                1, 2, 1, new LogSlice(new EntryId(index == 0 ? 0 : 1, index), List.of(entry)), index);
    }

    private static PeerLimits limits(int messages, long bytes) {
        PeerLimits quick = TestPeer.quick();
        return new PeerLimits(
                messages,
                bytes,
                quick.batchBytes(),
                quick.messageBytes(),
                quick.chunkBytes(),
                quick.snapshotSends(),
                Duration.ofSeconds(50),
                quick.pulse(),
                quick.silence(),
                quick.backoffMin(),
                quick.backoffMax(),
                quick.refusedBackoff(),
                quick.callTimeout(),
                quick.snapshotResultTimeout());
    }
}
