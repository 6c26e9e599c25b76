package io.fairlead.server.node;

import io.fairlead.server.raft.RoleKind;

/**
 * Where the member stands, as the raft loop published it after its last turn.
 *
 * @param leaderId 0 where none is known
 * @param leaderSinceNanos when the leader in charge was first seen, or when the last one was lost
 */
record Standing(RoleKind role, long leaderId, long term, long commitIndex, long appliedIndex, long leaderSinceNanos) {}
