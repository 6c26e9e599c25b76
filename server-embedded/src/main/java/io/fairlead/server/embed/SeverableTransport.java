package io.fairlead.server.embed;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.transport.InboundSink;
import io.fairlead.server.transport.LeaderCalls;
import io.fairlead.server.transport.PeerAddress;
import io.fairlead.server.transport.PeerTransport;
import io.fairlead.server.transport.SnapshotSink;
import io.fairlead.server.transport.SnapshotSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * A peer transport that can be cut, as if somebody had pulled the cable between this member and its peers: what it would send
 * is dropped and reported as a network would, what it receives is dropped in silence. Connections stay open below, so that
 * mending takes effect at once.
 */
final class SeverableTransport implements PeerTransport {
    private final PeerTransport below;
    private final long memberId;

    /** Written by whoever cuts or mends; read for each batch. */
    private volatile boolean severed;

    /** Written once, by start. */
    private volatile InboundSink sink = new Nobody();

    SeverableTransport(PeerTransport below, long memberId) {
        this.below = below;
        this.memberId = memberId;
    }

    void sever() {
        severed = true;
    }

    void mend() {
        severed = false;
    }

    @Override
    public void start(InboundSink inbound) {
        sink = inbound;
        below.start(new Filter(inbound, () -> severed));
    }

    @Override
    public void send(List<Message> messages) {
        if (!severed) {
            below.send(messages);
            return;
        }
        messages.stream()
                .map(Message::to)
                .distinct()
                .forEach(peer -> sink.receive(new Message.PeerUnreachable(peer, memberId)));
    }

    @Override
    public void sendSnapshot(Message.InstallSnapshot announcement, SnapshotSource source) {
        if (!severed) {
            below.sendSnapshot(announcement, source);
            return;
        }
        try {
            source.close();
        } catch (IOException e) {
            // Nothing was read from it, so nothing is lost; the report below is the answer either way.
            System.getLogger("io.fairlead.server").log(System.Logger.Level.WARNING, "snapshot not closed", e);
        }
        sink.receive(new Message.SnapshotReport(announcement.to(), memberId, true));
    }

    @Override
    public void reconcile(Collection<PeerAddress> peers) {
        below.reconcile(peers);
    }

    @Override
    public long connectedNanos(long peerId) {
        return severed ? 0 : below.connectedNanos(peerId);
    }

    @Override
    public LeaderCalls leaderCalls() {
        return new SeverableCalls();
    }

    @Override
    public void close() {
        below.close();
    }

    /** Reaches no leader while the transport is cut. */
    private final class SeverableCalls implements LeaderCalls {
        @Override
        public CompletableFuture<Answer<Long>> promoteLearner(long leaderId, long learnerId) {
            return severed ? unreachable() : below.leaderCalls().promoteLearner(leaderId, learnerId);
        }

        @Override
        public CompletableFuture<Answer<Long>> renewLease(long leaderId, long leaseId) {
            return severed ? unreachable() : below.leaderCalls().renewLease(leaderId, leaseId);
        }

        @Override
        public CompletableFuture<Answer<LeaseLife>> leaseLife(long leaderId, long leaseId, boolean withKeys) {
            return severed ? unreachable() : below.leaderCalls().leaseLife(leaderId, leaseId, withKeys);
        }

        @Override
        public CompletableFuture<Answer<HashReport>> reportHash(long peerId, long revision) {
            return severed ? unreachable() : below.leaderCalls().reportHash(peerId, revision);
        }

        private static <T> CompletableFuture<Answer<T>> unreachable() {
            return CompletableFuture.completedFuture(Answer.refused(EtcdError.TIMEOUT));
        }
    }

    /** Lets nothing in while the transport is cut; a snapshot on its way breaks off. */
    private record Filter(InboundSink inside, BooleanSupplier severed) implements InboundSink {
        @Override
        public void receive(Message message) {
            if (!severed.getAsBoolean()) {
                inside.receive(message);
            }
        }

        @Override
        public SnapshotSink openSnapshot(Message.InstallSnapshot announcement) throws IOException {
            checkConnected();
            SnapshotSink taken = inside.openSnapshot(announcement);
            return new SnapshotSink() {
                @Override
                public void write(ByteBuffer chunk) throws IOException {
                    checkConnected();
                    taken.write(chunk);
                }

                @Override
                public void complete() throws IOException {
                    checkConnected();
                    taken.complete();
                }

                @Override
                public void abort() {
                    taken.abort();
                }
            };
        }

        @Override
        public void removedFromCluster(long peerId) {
            if (!severed.getAsBoolean()) {
                inside.removedFromCluster(peerId);
            }
        }

        private void checkConnected() throws IOException {
            if (severed.getAsBoolean()) {
                throw new IOException("this member is cut off from its peers");
            }
        }
    }

    /** Before start nobody listens. */
    private static final class Nobody implements InboundSink {
        @Override
        public void receive(Message message) {}

        @Override
        public SnapshotSink openSnapshot(Message.InstallSnapshot announcement) throws IOException {
            throw new IOException("this member has not started");
        }

        @Override
        public void removedFromCluster(long peerId) {}
    }
}
