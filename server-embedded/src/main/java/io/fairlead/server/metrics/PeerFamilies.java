package io.fairlead.server.metrics;

import io.fairlead.server.membership.MemberIds;
import io.fairlead.server.transport.grpc.PeerMeter;
import io.fairlead.server.transport.grpc.PeerMeters;
import java.util.function.Function;

/** What goes between this member and its peers. */
final class PeerFamilies {
    private final PeerMeters peers;

    PeerFamilies(PeerMeters peers) {
        this.peers = peers;
    }

    void tell(Families to) {
        counters(
                to,
                "etcd_network_peer_sent_bytes_total",
                "Bytes of messages to a peer.",
                "To",
                peer -> peer.sentBytes().sum());
        counters(
                to,
                "etcd_network_peer_received_bytes_total",
                "Bytes of messages from a peer.",
                "From",
                peer -> peer.receivedBytes().sum());
        counters(
                to,
                "etcd_network_peer_sent_failures_total",
                "Messages that could not be sent to a peer.",
                "To",
                peer -> peer.sendFailures().sum());
        counters(
                to,
                "etcd_network_disconnected_peers_total",
                "How often a connection to a peer broke.",
                "Remote",
                peer -> peer.disconnects().sum());
        to.counts(
                "etcd_network_snapshot_send_success",
                "States that a peer took.",
                series -> peers.visit(
                        (id, peer) -> series.add((double) peer.snapshotsSent().sum(), "To", MemberIds.toText(id))));
        to.counts(
                "etcd_network_snapshot_send_failures",
                "States that a peer did not take.",
                series -> peers.visit((id, peer) ->
                        series.add((double) peer.snapshotFailures().sum(), "To", MemberIds.toText(id))));
        to.histograms(
                "etcd_network_peer_round_trip_time_seconds",
                "From a request for a receipt to the receipt.",
                series -> peers.visit((id, peer) -> series.add(peer.roundTrips(), "To", MemberIds.toText(id))));
        String self = MemberIds.toText(peers.self());
        to.gauges(
                "etcd_network_active_peers",
                "Whether there is a connection to a peer.",
                series -> peers.visit((id, peer) ->
                        series.add(peers.isConnected(id) ? 1.0 : 0.0, "Local", self, "Remote", MemberIds.toText(id))));
        to.gauges(
                "etcd_network_known_peers",
                "The peers this member knows.",
                series -> peers.visit((id, peer) -> series.add(1.0, "Local", self, "Remote", MemberIds.toText(id))));
    }

    private void counters(Families to, String name, String help, String label, Function<PeerMeter, Long> value) {
        to.counters(
                name,
                help,
                series -> peers.visit(
                        (id, peer) -> series.add(value.apply(peer).doubleValue(), label, MemberIds.toText(id))));
    }
}
