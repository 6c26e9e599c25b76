package io.fairlead.server.transport.grpc;

import io.fairlead.server.exec.Clock;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.MessageType;
import io.fairlead.server.transport.PeerAddress;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything this member has to one peer: its two lanes, and where it answers. */
final class PeerLink {
    /** What a link tells the transport. Any transport thread. */
    interface Events {
        void unreachable(long peerId);

        void removedFromCluster(long peerId);
    }

    private static final System.Logger LOG = System.getLogger(PeerLink.class.getName());

    private final long peerId;
    private final PeerIdentity self;
    private final Events events;
    private final Lane express;
    private final Lane bulk;

    private volatile List<String> urls;

    /** Where the peer last answered. */
    private volatile @Nullable String answeringUrl;

    PeerLink(
            PeerAddress address,
            PeerIdentity self,
            PeerDialer dialer,
            Clock clock,
            EventLoops.Hold loops,
            PeerMeter meter,
            Events events) {
        this.peerId = address.memberId();
        this.self = self;
        this.events = events;
        this.urls = address.peerUrls();
        this.express = new Lane(peerId, urls, self, dialer, clock, loops.next(), new LaneEvents("express"), meter);
        this.bulk = new Lane(peerId, urls, self, dialer, clock, loops.next(), new LaneEvents("bulk"), meter);
    }

    void start() {
        express.start();
        bulk.start();
    }

    boolean offer(Message message) {
        return laneOf(message.type()).offer(message);
    }

    /** Entries travel apart, so that what keeps the cluster together does not wait for them. */
    private Lane laneOf(MessageType type) {
        return switch (type) {
            case APPEND_REQUEST, FORWARDED_PROPOSAL -> bulk;
            case APPEND_RESPONSE,
                    VOTE_REQUEST,
                    VOTE_RESPONSE,
                    HEARTBEAT,
                    HEARTBEAT_RESPONSE,
                    INSTALL_SNAPSHOT,
                    TIMEOUT_NOW,
                    READ_INDEX_REQUEST,
                    READ_INDEX_RESPONSE,
                    TRANSFER_LEADER,
                    LOG_LOST,
                    CATCH_UP_TARGET,
                    PEER_UNREACHABLE,
                    SNAPSHOT_REPORT -> express;
        };
    }

    long connectedNanos() {
        return express.openNanos();
    }

    List<String> urls() {
        return urls;
    }

    /** Where the peer answers now; empty if it does not. */
    Optional<String> answeringUrl() {
        return express.openNanos() == 0 ? Optional.empty() : Optional.ofNullable(answeringUrl);
    }

    void moveTo(List<String> newUrls) {
        if (!newUrls.equals(urls)) {
            urls = List.copyOf(newUrls);
            express.moveTo(urls);
            bulk.moveTo(urls);
        }
    }

    void close() {
        express.close();
        bulk.close();
    }

    /** Logs the turns of a lane once each, not every attempt. */
    private final class LaneEvents implements Lane.Events {
        private final String lane;
        private boolean downLogged;
        private Handshake.@Nullable Refusal refusalLogged;

        LaneEvents(String lane) {
            this.lane = lane;
        }

        @Override
        public void opened(String url) {
            downLogged = false;
            refusalLogged = null;
            answeringUrl = url;
            LOG.log(
                    Level.INFO,
                    "member " + Long.toHexString(self.memberId()) + " is connected to peer " + Long.toHexString(peerId)
                            + " at " + url + " (" + lane + " lane)");
        }

        @Override
        public void broken(String url, String why) {
            if (!downLogged) {
                downLogged = true;
                LOG.log(
                        Level.WARNING,
                        "member " + Long.toHexString(self.memberId()) + " lost peer " + Long.toHexString(peerId)
                                + " at " + url + " (" + lane + " lane), trying again until it answers: " + why);
            }
            events.unreachable(peerId);
        }

        @Override
        public void refused(String url, Handshake.Refusal refusal, String why) {
            if (refusalLogged != refusal) {
                refusalLogged = refusal;
                LOG.log(
                        Level.ERROR,
                        "peer " + Long.toHexString(peerId) + " at " + url + " refuses member "
                                + Long.toHexString(self.memberId()) + ": " + why);
            }
            events.unreachable(peerId);
            if (refusal == Handshake.Refusal.REMOVED) {
                events.removedFromCluster(peerId);
            }
        }
    }
}
