package io.fairlead.server.raft;

import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.progress.ProgressState;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a core stands.
 *
 * @param vote whom it voted for in {@code term}, or 0
 * @param firstIndex the oldest entry kept in memory
 * @param stableIndex the last entry on this member's disk
 * @param bytesInMemory data of the entries kept in memory
 * @param uncommittedBytes data of the entries that wait for a quorum
 * @param transferTarget who is to become leader, or 0
 * @param peers a leader's view of every member, itself included; empty elsewhere
 */
public record RaftStatus(
        long id,
        RoleKind role,
        long term,
        long vote,
        long leaderId,
        long firstIndex,
        long lastIndex,
        long stableIndex,
        long commitIndex,
        long appliedIndex,
        long bytesInMemory,
        long uncommittedBytes,
        long transferTarget,
        ConfState confState,
        SortedMap<Long, PeerStatus> peers) {
    public RaftStatus {
        TreeMap<Long, PeerStatus> copy = new TreeMap<>(Long::compareUnsigned);
        copy.putAll(peers);
        peers = Collections.unmodifiableSortedMap(copy);
    }

    /**
     * Whether {@code id} holds at least nine tenths of what the leader has on disk, etcd's measure of a learner that may be
     * promoted. Only a leader knows.
     */
    public boolean isCaughtUp(long id) {
        PeerStatus leader = peers.get(this.id);
        PeerStatus peer = peers.get(id);
        return leader != null && peer != null && peer.match() * 10 >= leader.match() * 9;
    }

    /**
     * A leader's view of one member.
     *
     * @param recentlyActive heard since the last check of the quorum
     */
    public record PeerStatus(
            long match,
            long next,
            ProgressState state,
            boolean paused,
            int inflightMessages,
            long inflightBytes,
            long pendingSnapshot,
            boolean recentlyActive,
            boolean learner) {}
}
