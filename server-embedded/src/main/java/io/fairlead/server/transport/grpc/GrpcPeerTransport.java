package io.fairlead.server.transport.grpc;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.exec.Clock;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.transport.InboundSink;
import io.fairlead.server.transport.LeaderCalls;
import io.fairlead.server.transport.PeerAddress;
import io.fairlead.server.transport.PeerAnswers;
import io.fairlead.server.transport.PeerTransport;
import io.fairlead.server.transport.SnapshotSource;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The gRPC peer protocol of one member. See the sign of this room for connections, handshake and bounds.
 *
 * <p>A peer that this member does not know yet (its addition is not applied here) is answered at the URLs it names in its
 * handshake; such guests are few and end with the next {@link #reconcile} that knows them.
 */
public final class GrpcPeerTransport implements PeerTransport {
    private static final System.Logger LOG = System.getLogger(GrpcPeerTransport.class.getName());
    private static final int GUESTS_MAX = 8;

    private final PeerIdentity self;
    private final PeerPort port;
    private final PeerDialer dialer;
    private final Clock clock;
    private final PeerAnswers answers;
    private final SnapshotSender snapshots;
    private final PeerCalls calls;
    private final LeaderLine leaderLine;
    private final PeerMeters meters;

    /** The cluster's peers. Changed by the raft loop, read by all. */
    private final Map<Long, PeerLink> links = new ConcurrentHashMap<>();

    /** Who spoke to us without being one of the peers. Changed by transport threads. */
    private final Map<Long, PeerLink> guests = new ConcurrentHashMap<>();

    /** Peers that a snapshot is on its way to. */
    private final Set<Long> snapshotsUnderWay = ConcurrentHashMap.newKeySet();

    private volatile @Nullable InboundSink sink;
    private volatile boolean closed;

    /** @param port open already; closed together with this transport */
    public GrpcPeerTransport(PeerIdentity self, PeerPort port, PeerDialer dialer, Clock clock, PeerAnswers answers) {
        this.self = self;
        this.port = port;
        this.dialer = dialer;
        this.clock = clock;
        this.answers = answers;
        this.snapshots = new SnapshotSender(self, dialer, clock, port.loops().group());
        this.calls = new PeerCalls(port.loops().group(), dialer);
        this.leaderLine = new LeaderLine(port.loops().group(), dialer);
        this.meters = new PeerMeters(self.memberId(), peerId -> connectedNanos(peerId) > 0);
    }

    @Override
    public void start(InboundSink inbound) {
        sink = inbound;
        port.attach(new PeerInbox(self, inbound, answers, this::greeted, meters));
    }

    @Override
    public void send(List<Message> messages) {
        TreeSet<Long> dropped = new TreeSet<>();
        for (Message message : messages) {
            PeerLink link = linkTo(message.to());
            if (link == null || !link.offer(message)) {
                meters.of(message.to()).sendFailures().increment();
                dropped.add(message.to());
            }
        }
        dropped.forEach(this::unreachable);
    }

    private @Nullable PeerLink linkTo(long memberId) {
        PeerLink link = links.get(memberId);
        return link != null ? link : guests.get(memberId);
    }

    private void unreachable(long peerId) {
        InboundSink inbound = sink;
        if (inbound != null && !closed) {
            inbound.receive(new Message.PeerUnreachable(peerId, self.memberId()));
        }
    }

    @Override
    public void sendSnapshot(Message.InstallSnapshot announcement, SnapshotSource source) {
        long peerId = announcement.to();
        PeerLink link = linkTo(peerId);
        Optional<String> url = link == null ? Optional.empty() : link.answeringUrl();
        if (closed || url.isEmpty()) {
            snapshotFailed(source, peerId, "the peer is not connected");
            return;
        }
        if (!snapshotsUnderWay.add(peerId)) {
            snapshotFailed(source, peerId, "another snapshot is on its way");
            return;
        }
        try {
            port.snapshotThreads().execute(() -> {
                boolean sent = false;
                try {
                    sent = snapshots.send(announcement, source, url.get());
                } finally {
                    snapshotsUnderWay.remove(peerId);
                    close(source);
                    PeerMeter meter = meters.of(peerId);
                    (sent ? meter.snapshotsSent() : meter.snapshotFailures()).increment();
                    report(peerId, !sent);
                }
            });
        } catch (RejectedExecutionException e) {
            snapshotsUnderWay.remove(peerId);
            snapshotFailed(source, peerId, "too many snapshots are on their way");
        }
    }

    private void snapshotFailed(SnapshotSource source, long peerId, String why) {
        LOG.log(Level.WARNING, "no snapshot to peer " + Long.toHexString(peerId) + ": " + why);
        close(source);
        meters.of(peerId).snapshotFailures().increment();
        report(peerId, true);
    }

    private void report(long peerId, boolean failed) {
        InboundSink inbound = sink;
        if (inbound != null && !closed) {
            inbound.receive(new Message.SnapshotReport(peerId, self.memberId(), failed));
        }
    }

    private static void close(SnapshotSource source) {
        try {
            source.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "source of a snapshot did not close", e);
        }
    }

    @Override
    public void reconcile(Collection<PeerAddress> peers) {
        Set<Long> wanted = new TreeSet<>();
        for (PeerAddress peer : peers) {
            if (peer.memberId() == self.memberId()) {
                continue;
            }
            wanted.add(peer.memberId());
            PeerLink known = links.get(peer.memberId());
            if (known != null) {
                known.moveTo(peer.peerUrls());
                continue;
            }
            PeerLink guest = guests.remove(peer.memberId());
            if (guest != null) {
                guest.moveTo(peer.peerUrls());
                links.put(peer.memberId(), guest);
            } else {
                PeerLink link = newLink(peer);
                links.put(peer.memberId(), link);
                link.start();
            }
        }
        links.forEach((id, link) -> {
            if (!wanted.contains(id)) {
                links.remove(id);
                meters.forget(id);
                link.close();
            }
        });
    }

    private PeerLink newLink(PeerAddress peer) {
        PeerMeter meter = meters.of(peer.memberId());
        return new PeerLink(peer, self, dialer, clock, port.loops(), meter, new PeerLink.Events() {
            @Override
            public void unreachable(long peerId) {
                GrpcPeerTransport.this.unreachable(peerId);
            }

            @Override
            public void removedFromCluster(long peerId) {
                InboundSink inbound = sink;
                if (inbound != null && !closed) {
                    inbound.removedFromCluster(peerId);
                }
            }
        });
    }

    /** Keeps a way back to a sender that is no peer of ours yet, as far as this member has applied the log. */
    private void greeted(Handshake sender) {
        long id = sender.from();
        if (closed || id == 0 || links.containsKey(id) || sender.peerUrls().isEmpty()) {
            return;
        }
        PeerLink guest = guests.get(id);
        if (guest != null) {
            guest.moveTo(sender.peerUrls());
        } else if (guests.size() < GUESTS_MAX) {
            PeerLink link = newLink(new PeerAddress(id, sender.peerUrls()));
            if (guests.putIfAbsent(id, link) == null) {
                LOG.log(
                        Level.INFO,
                        "peer " + Long.toHexString(id) + " is not known here yet, answering it at "
                                + sender.peerUrls());
                link.start();
            }
        }
    }

    /** What went to the peers and came from them. Any thread. */
    public PeerMeters meters() {
        return meters;
    }

    @Override
    public long connectedNanos(long memberId) {
        PeerLink link = linkTo(memberId);
        return link == null ? 0 : link.connectedNanos();
    }

    @Override
    public LeaderCalls leaderCalls() {
        return new LeaderCalls() {
            @Override
            public CompletableFuture<Answer<Long>> promoteLearner(long leaderId, long learnerId) {
                return at(leaderId, url -> calls.promoteLearner(url, Handshake.from(self, leaderId), learnerId));
            }

            @Override
            public CompletableFuture<Answer<Long>> renewLease(long leaderId, long leaseId) {
                return at(leaderId, url -> leaderLine.renewLease(url, Handshake.from(self, leaderId), leaseId));
            }

            @Override
            public CompletableFuture<Answer<LeaseLife>> leaseLife(long leaderId, long leaseId, boolean withKeys) {
                return at(
                        leaderId, url -> leaderLine.leaseLife(url, Handshake.from(self, leaderId), leaseId, withKeys));
            }

            @Override
            public CompletableFuture<Answer<HashReport>> reportHash(long peerId, long revision) {
                return at(peerId, url -> calls.reportHash(url, Handshake.from(self, peerId), revision));
            }
        };
    }

    /** Calls the peer where it answers; one that does not is the same to the caller as one that takes too long. */
    private <T> CompletableFuture<Answer<T>> at(long peerId, Function<String, CompletableFuture<Answer<T>>> call) {
        PeerLink link = linkTo(peerId);
        Optional<String> url = link == null ? Optional.empty() : link.answeringUrl();
        return url.map(call).orElseGet(() -> CompletableFuture.completedFuture(Answer.refused(EtcdError.TIMEOUT)));
    }

    @Override
    public void close() {
        closed = true;
        links.values().forEach(PeerLink::close);
        guests.values().forEach(PeerLink::close);
        leaderLine.close();
        port.close();
    }
}
