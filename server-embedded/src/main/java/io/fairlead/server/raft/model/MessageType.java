package io.fairlead.server.raft.model;

/** The kinds of {@link Message}. */
public enum MessageType {
    APPEND_REQUEST,
    APPEND_RESPONSE,
    VOTE_REQUEST,
    VOTE_RESPONSE,
    HEARTBEAT,
    HEARTBEAT_RESPONSE,
    INSTALL_SNAPSHOT,
    TIMEOUT_NOW,
    FORWARDED_PROPOSAL,
    READ_INDEX_REQUEST,
    READ_INDEX_RESPONSE,
    TRANSFER_LEADER,
    PEER_UNREACHABLE,
    SNAPSHOT_REPORT
}
