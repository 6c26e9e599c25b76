package io.fairlead.server.node;

import io.fairlead.api.error.EtcdError;
import io.fairlead.server.raft.RoleKind;
import io.fairlead.server.transport.PeerTransport;

/**
 * Why a proposal got no answer in time, as etcd tells its clients: a leader failed while it was on its way, the connection to
 * the leader is lost, or nothing is known.
 */
final class TimeoutReasons {
    private final NodeConfig config;
    private final PeerTransport transport;

    TimeoutReasons(NodeConfig config, PeerTransport transport) {
        this.config = config;
        this.transport = transport;
    }

    /** The reason for a proposal that began one request timeout ago. */
    EtcdError of(Standing standing, long nowNanos) {
        long startedNanos = nowNanos - config.requestTimeoutNanos();
        long lostNanos = standing.leaderSinceNanos() - 2 * config.electionTimeoutNanos();
        if (startedNanos - lostNanos > 0 && startedNanos - standing.leaderSinceNanos() < 0) {
            return EtcdError.TIMEOUT_LEADER_FAILED;
        }
        boolean followsSomebody = standing.role() != RoleKind.LEADER && standing.leaderId() != 0;
        if (followsSomebody && transport.connectedNanos(standing.leaderId()) < config.requestTimeoutNanos()) {
            return EtcdError.TIMEOUT_CONNECTION_LOST;
        }
        return EtcdError.TIMEOUT;
    }
}
