package io.fairlead.server.sim;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.transport.InboundSink;
import io.fairlead.server.transport.LeaderCalls;
import io.fairlead.server.transport.PeerAddress;
import io.fairlead.server.transport.PeerTransport;
import io.fairlead.server.transport.SnapshotSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One life of a member on the network. */
final class SimTransport implements PeerTransport {
    private final SimNetwork network;
    private final SimScheduler world;
    private final long memberId;
    private final SimLife life;
    private final long startedNanos;
    private final Set<Long> peers = new TreeSet<>();
    private @Nullable InboundSink sink;

    SimTransport(SimNetwork network, SimScheduler world, long memberId, SimLife life) {
        this.network = network;
        this.world = world;
        this.memberId = memberId;
        this.life = life;
        this.startedNanos = world.nowNanos();
    }

    long memberId() {
        return memberId;
    }

    SimLife life() {
        return life;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** Where peers' words go; null before the start and after the close. */
    @Nullable
    InboundSink sink() {
        return life.isOver() ? null : sink;
    }

    void receive(Message message) {
        life.run(() -> {
            if (sink != null) {
                sink.receive(message);
            }
        });
    }

    @Override
    public void start(InboundSink newSink) {
        sink = newSink;
        network.arrive(this);
    }

    @Override
    public void send(List<Message> messages) {
        for (Message message : messages) {
            if (message.from() != memberId || message.to() == memberId) {
                throw new AssertionError("not to be sent by " + memberId + ": " + message);
            }
            if (peers.contains(message.to())) {
                network.send(this, message);
            }
        }
    }

    @Override
    public void sendSnapshot(Message.InstallSnapshot announcement, SnapshotSource source) {
        network.sendSnapshot(this, announcement, source);
    }

    @Override
    public void reconcile(Collection<PeerAddress> addresses) {
        peers.clear();
        addresses.forEach(address -> peers.add(address.memberId()));
    }

    @Override
    public long connectedNanos(long peerId) {
        return network.connectedNanos(this, peerId);
    }

    /** Not simulated: the answer of a leader that can't be reached. */
    @Override
    public LeaderCalls leaderCalls() {
        return new LeaderCalls() {
            @Override
            public CompletableFuture<Answer<Long>> promoteLearner(long leaderId, long learnerId) {
                return unreachable();
            }

            @Override
            public CompletableFuture<Answer<Long>> renewLease(long leaderId, long leaseId) {
                return unreachable();
            }

            @Override
            public CompletableFuture<Answer<LeaseLife>> leaseLife(long leaderId, long leaseId, boolean withKeys) {
                return unreachable();
            }
        };
    }

    private <T> CompletableFuture<Answer<T>> unreachable() {
        CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
        world.in(1_000_000_000L, () -> life.run(() -> answer.complete(Answer.refused(EtcdError.TIMEOUT))));
        return answer;
    }

    @Override
    public void close() {
        sink = null;
        network.leave(this);
    }
}
