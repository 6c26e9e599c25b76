/**
 * The peer protocol over gRPC: {@code peer.proto}, one server on the peer port and three kinds of connection to each peer.
 *
 * <p><b>Connections.</b> Heartbeats, votes and answers travel on the <i>express</i> lane; entries and forwarded proposals
 * on the <i>bulk</i> lane; each lane is one TCP connection with one long stream, so a heartbeat never waits in a socket
 * behind megabytes of entries. A snapshot opens a connection of its own. All lanes are independent: a peer that reads
 * slowly or not at all fills its own bounded queues, then loses messages, and the core hears {@code PeerUnreachable}.
 *
 * <p><b>Handshake.</b> Each call names cluster, sender and receiver in its metadata. Another cluster, another receiver or
 * another version of the protocol is refused in words that name both sides, logged once on each. A sender that has been
 * removed is told so, on a stream that is open already with its next batch, be it only the one that asks for a receipt.
 *
 * <p><b>Security.</b> A peer URL with https shakes hands first, by the certificates that {@code tls} reads; the names in them decide, and the
 * caller must come from where its certificate says.
 *
 * <p><b>Life of a lane.</b> connecting, open, backing off, connecting to the next URL of the peer... Once a second the
 * sender asks for a receipt; a peer that leaves it unanswered for five seconds is given up, which finds half-open
 * connections and stopped processes alike.
 *
 * <p><b>Threads.</b> Everything a lane owns is touched on one event loop; {@code send} only puts messages into its queue.
 * Snapshots read and write files, so they run on threads of their own. May touch gRPC, the event loops of {@code port}, {@code tls}, and
 * the sinks of {@code transport}; never a file.
 */
@NullMarked
package io.fairlead.server.transport.grpc;

import org.jspecify.annotations.NullMarked;
