package io.fairlead.server.sim;

import io.fairlead.api.error.Answer;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.transport.InboundSink;
import io.fairlead.server.transport.LeaderCalls;
import io.fairlead.server.transport.PeerAddress;
import io.fairlead.server.transport.PeerAnswers;
import io.fairlead.server.transport.PeerTransport;
import io.fairlead.server.transport.SnapshotSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One life of a member on the network. */
final class SimTransport implements PeerTransport {
    private final SimNetwork network;
    private final SimScheduler world;
    private final long memberId;
    private final SimLife life;
    private final long startedNanos;
    private final Set<Long> peers = new TreeSet<>();

    /** Who spoke to this member and is no peer of it yet, as far as it has applied the log. */
    private final Set<Long> guests = new TreeSet<>();

    private @Nullable InboundSink sink;
    private @Nullable PeerAnswers answers;

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

    /** Who answers the calls of peers; null while nobody does. */
    @Nullable
    PeerAnswers answers() {
        return life.isOver() || sink == null ? null : answers;
    }

    /** The member runs: from now on it answers the calls of its peers. */
    void answerBy(PeerAnswers started) {
        answers = started;
    }

    boolean isPeer(long peerId) {
        return peers.contains(peerId);
    }

    void receive(Message message) {
        guests.add(message.from());
        life.run(() -> {
            if (sink != null) {
                sink.receive(message);
            }
        });
    }

    /** Refuses this member what {@code memberId} sends, since it was removed from the cluster? */
    boolean hasRemoved(long memberId) {
        PeerAnswers now = answers();
        return now != null && now.isRemoved(memberId);
    }

    void toldOfRemoval(long peerId) {
        life.run(() -> {
            if (sink != null) {
                sink.removedFromCluster(peerId);
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
            if (peers.contains(message.to()) || guests.contains(message.to())) {
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
        Set<Long> gone = new TreeSet<>(peers);
        peers.clear();
        addresses.forEach(address -> peers.add(address.memberId()));
        gone.removeAll(peers);
        gone.forEach(peer -> network.pulse(peer, memberId));
    }

    @Override
    public long connectedNanos(long peerId) {
        return network.connectedNanos(this, peerId);
    }

    @Override
    public LeaderCalls leaderCalls() {
        return new LeaderCalls() {
            @Override
            public CompletableFuture<Answer<Long>> promoteLearner(long leaderId, long learnerId) {
                return call("promotion", leaderId, there -> there.promoteLearner(learnerId));
            }

            @Override
            public CompletableFuture<Answer<Long>> renewLease(long leaderId, long leaseId) {
                return call("renewal", leaderId, there -> there.renewLease(leaseId));
            }

            @Override
            public CompletableFuture<Answer<LeaseLife>> leaseLife(long leaderId, long leaseId, boolean withKeys) {
                return call("life of a lease", leaderId, there -> there.leaseLife(leaseId, withKeys));
            }

            @Override
            public CompletableFuture<Answer<HashReport>> reportHash(long peerId, long revision) {
                return call("hash at " + revision, peerId, there -> there.reportHash(revision))
                        .thenApply(answer -> answer.map(SimTransport.this::counted));
            }
        };
    }

    private HashReport counted(HashReport report) {
        network.tally()
                .checked(
                        "hashes that leaders were told by others", report.hash().isPresent() ? 1 : 0);
        return report;
    }

    private <T> CompletableFuture<Answer<T>> call(
            String what, long to, Function<PeerAnswers, CompletableFuture<Answer<T>>> question) {
        return new SimCall<T>(network, world, this, to, what).ask(question);
    }

    @Override
    public void close() {
        sink = null;
        network.leave(this);
    }
}
