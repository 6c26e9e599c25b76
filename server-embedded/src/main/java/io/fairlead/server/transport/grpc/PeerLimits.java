package io.fairlead.server.transport.grpc;

import java.time.Duration;

/**
 * The bounds of the peer protocol.
 *
 * @param queuedMessages how many messages one lane keeps for a peer before it drops them
 * @param queuedBytes the same in bytes of entries
 * @param batchBytes a batch is closed once it has this many bytes
 * @param messageBytes the largest batch or part that is accepted from a peer
 * @param chunkBytes size of one part of a snapshot
 * @param snapshotSends how many snapshots are sent at the same time
 * @param connectTimeout for the TCP connection and the greeting of the peer
 * @param pulse how often a lane asks for a receipt
 * @param silence how long a receipt may take, a stream may refuse bytes, or an inbound stream may say nothing
 * @param backoffMin first wait after a connection failed; doubles up to {@code backoffMax}
 * @param refusedBackoff wait after a peer refused the handshake
 * @param callTimeout for calls to the leader and for asking members when joining
 * @param snapshotResultTimeout how long a peer may take over its whole state: to make a snapshot durable, or to hash it
 */
public record PeerLimits(
        int queuedMessages,
        long queuedBytes,
        int batchBytes,
        int messageBytes,
        int chunkBytes,
        int snapshotSends,
        Duration connectTimeout,
        Duration pulse,
        Duration silence,
        Duration backoffMin,
        Duration backoffMax,
        Duration refusedBackoff,
        Duration callTimeout,
        Duration snapshotResultTimeout) {
    private static final int MIB = 1024 * 1024;

    public PeerLimits {
        if (chunkBytes >= messageBytes || batchBytes > messageBytes) {
            throw new IllegalArgumentException("chunks of " + chunkBytes + " and batches of " + batchBytes
                    + " bytes must fit into messages of " + messageBytes);
        }
        if (queuedMessages < 1 || snapshotSends < 1) {
            throw new IllegalArgumentException("queue of " + queuedMessages + ", " + snapshotSends + " snapshots");
        }
    }

    /** What production uses; etcd gives its peers the same five seconds. */
    public static PeerLimits defaults() {
        return new PeerLimits(
                4_096,
                32L * MIB,
                MIB / 2,
                64 * MIB,
                MIB / 4,
                4,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(7),
                Duration.ofMinutes(5));
    }
}
