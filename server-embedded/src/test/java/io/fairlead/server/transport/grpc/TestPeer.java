package io.fairlead.server.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.exec.thread.SystemClock;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.membership.Member;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.transport.InboundSink;
import io.fairlead.server.transport.PeerAddress;
import io.fairlead.server.transport.PeerAnswers;
import io.fairlead.server.transport.SnapshotSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A member that is all transport: what reaches it is written down. */
final class TestPeer implements InboundSink, PeerAnswers, AutoCloseable {
    static final long CLUSTER = 0xC1;

    final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    final BlockingQueue<Message> facts = new LinkedBlockingQueue<>();
    final BlockingQueue<TestSnapshot> snapshots = new LinkedBlockingQueue<>();
    final CountDownLatch removed = new CountDownLatch(1);
    final Set<Long> removedMembers = ConcurrentHashMap.newKeySet();
    volatile List<Member> members = List.of();
    volatile Answer<Long> promotion = Answer.refused(EtcdError.NOT_LEADER);
    volatile Answer<LeaseLife> life = Answer.refused(EtcdError.NOT_LEADER);
    volatile Answer<HashReport> report = Answer.refused(EtcdError.STOPPED);
    volatile @Nullable IOException snapshotRefusal;
    volatile @Nullable IOException completionFailure;

    final PeerPort port;
    final GrpcPeerTransport transport;
    final PeerIdentity identity;

    private TestPeer(PeerPort port, PeerIdentity identity, PeerLimits limits) {
        this.port = port;
        this.identity = identity;
        this.transport = new GrpcPeerTransport(identity, port, dialer(limits), new SystemClock(), this);
        transport.start(this);
    }

    static TestPeer start(long id, EventLoops loops, PeerLimits limits) throws IOException {
        return start(id, CLUSTER, 0, loops, limits);
    }

    static TestPeer start(long id, long cluster, int tcpPort, EventLoops loops, PeerLimits limits) throws IOException {
        PeerPort port =
                PeerPort.open(List.of(new ListenUrl("http", "127.0.0.1", tcpPort)), loops, limits, Optional.empty());
        String url = port.urls().get(0).toString();
        return new TestPeer(port, new PeerIdentity(cluster, id, List.of(url)), limits);
    }

    /** Dials in clear. */
    static PeerDialer dialer(PeerLimits limits) {
        return new PeerDialer(limits, PeerTls.none().outgoing());
    }

    /** Limits that find trouble fast. */
    static PeerLimits quick() {
        return new PeerLimits(
                10_000,
                64 << 20,
                64 << 10,
                8 << 20,
                16 << 10,
                2,
                Duration.ofSeconds(2),
                Duration.ofMillis(20),
                Duration.ofMillis(500),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10));
    }

    long id() {
        return identity.memberId();
    }

    String url() {
        return identity.peerUrls().get(0);
    }

    int tcpPort() {
        return port.urls().get(0).port();
    }

    PeerAddress address() {
        return new PeerAddress(id(), identity.peerUrls());
    }

    PeerAddress addressAt(String... urls) {
        return new PeerAddress(id(), List.of(urls));
    }

    void knows(PeerAddress... peers) {
        transport.reconcile(List.of(peers));
    }

    Message.Heartbeat heartbeat(long to, long number) {
        return new Message.Heartbeat(id(), to, 1, number, 0);
    }

    /** Sends until {@code to} has one of the messages: what is sent while a link is down is lost on purpose. */
    void sendUntilReceived(TestPeer to) throws InterruptedException {
        to.received.clear();
        for (int i = 1; i <= 5_000; i++) {
            transport.send(List.of(heartbeat(to.id(), i)));
            if (to.received.poll(5, TimeUnit.MILLISECONDS) != null) {
                return;
            }
        }
        throw new AssertionError("nothing arrived");
    }

    <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(20, TimeUnit.SECONDS);
        assertThat(taken).as("arrives in time").isNotNull();
        return taken;
    }

    @Override
    public void receive(Message message) {
        switch (message.type()) {
            case PEER_UNREACHABLE, SNAPSHOT_REPORT -> facts.add(message);
            default -> received.add(message);
        }
    }

    @Override
    public SnapshotSink openSnapshot(Message.InstallSnapshot announcement) throws IOException {
        IOException refusal = snapshotRefusal;
        if (refusal != null) {
            throw refusal;
        }
        TestSnapshot snapshot = new TestSnapshot(announcement, completionFailure);
        snapshots.add(snapshot);
        return snapshot;
    }

    @Override
    public void removedFromCluster(long peerId) {
        removed.countDown();
    }

    @Override
    public List<Member> members() {
        return members;
    }

    @Override
    public boolean isRemoved(long memberId) {
        return removedMembers.contains(memberId);
    }

    @Override
    public CompletableFuture<Answer<Long>> promoteLearner(long learnerId) {
        return CompletableFuture.completedFuture(promotion.map(id -> learnerId));
    }

    @Override
    public CompletableFuture<Answer<Long>> renewLease(long leaseId) {
        return CompletableFuture.completedFuture(life.map(LeaseLife::grantedSeconds));
    }

    @Override
    public CompletableFuture<Answer<LeaseLife>> leaseLife(long leaseId, boolean withKeys) {
        return CompletableFuture.completedFuture(life.map(found -> withKeys ? found : found.withKeys(List.of())));
    }

    @Override
    public CompletableFuture<Answer<HashReport>> reportHash(long revision) {
        return CompletableFuture.completedFuture(report);
    }

    @Override
    public void close() {
        transport.close();
    }

    /** A state that is being received. */
    static final class TestSnapshot implements SnapshotSink {
        final Message.InstallSnapshot announcement;
        final CompletableFuture<byte[]> completed = new CompletableFuture<>();
        final CountDownLatch aborted = new CountDownLatch(1);
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<String> threads = new ArrayList<>();
        private final @Nullable IOException completionFailure;

        TestSnapshot(Message.InstallSnapshot announcement, @Nullable IOException completionFailure) {
            this.announcement = announcement;
            this.completionFailure = completionFailure;
        }

        @Override
        public void write(ByteBuffer chunk) {
            threads.add(Thread.currentThread().getName());
            byte[] copy = new byte[chunk.remaining()];
            chunk.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void complete() throws IOException {
            if (completionFailure != null) {
                throw completionFailure;
            }
            completed.complete(bytes.toByteArray());
        }

        @Override
        public void abort() {
            aborted.countDown();
        }

        List<String> threads() {
            return threads;
        }
    }
}
