package io.fairlead.server.raft;

import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raft.progress.ProgressState;

/** Something worth a line in the log or a count in the metrics. The core itself logs nothing; none of these need an answer. */
public sealed interface RaftEvent {
    record ElectionStarted(long term, boolean preVote, boolean transfer) implements RaftEvent {}

    /** Wanted to stand for election but may not yet. */
    record ElectionPostponed(long term, String reason) implements RaftEvent {}

    record ElectionWon(long term, boolean preVote) implements RaftEvent {}

    record ElectionLost(long term, boolean preVote) implements RaftEvent {}

    record LeaderFound(long term, long leaderId) implements RaftEvent {}

    record LeaderLost(long term, long leaderId) implements RaftEvent {}

    /** This member led and no longer does. */
    record SteppedDown(long term, Reason reason) implements RaftEvent {
        /** Why a leader stops leading. */
        public enum Reason {
            HIGHER_TERM,
            QUORUM_LOST
        }
    }

    /** This leader votes no more: it leads the others until one of them takes over. */
    record LeadsOthers(long term) implements RaftEvent {}

    record VoteAnswered(long term, long candidateId, boolean preVote, boolean granted) implements RaftEvent {}

    /** A request for votes was not answered because the leader was heard of a moment ago. */
    record VoteIgnored(long term, long candidateId, boolean preVote) implements RaftEvent {}

    /** The leader's log differs: {@code entries} own entries, none of them committed, were replaced. */
    record LogTruncated(long entries, long lastIndex) implements RaftEvent {}

    /** The leader sent entries after one that is not in this log. */
    record AppendRejected(EntryId previous, EntryId hint) implements RaftEvent {}

    /** A peer forgot what it acknowledged after {@code kept}. */
    record PeerLostLog(long peerId, long kept) implements RaftEvent {}

    /** What this member's disk had lost of the log is here again, up to {@code index}: it votes again. */
    record LogRegained(long term, long index) implements RaftEvent {}

    record ProgressChanged(long peerId, ProgressState state, long next) implements RaftEvent {}

    /** A peer fell behind what is kept in memory. */
    record SnapshotNeeded(long peerId, SnapshotMeta meta) implements RaftEvent {}

    record SnapshotAccepted(SnapshotMeta meta) implements RaftEvent {}

    /** A received snapshot is not needed; its data can be thrown away. */
    record SnapshotIgnored(SnapshotMeta meta, long commitIndex) implements RaftEvent {}

    record ConfChanged(ConfState confState) implements RaftEvent {}

    /** A forwarded conf change came too early and was written as an empty entry. */
    record ConfChangeNeutralized(long index) implements RaftEvent {}

    /** A proposal of {@code memberId} was not taken. */
    record ForwardedProposalDropped(long memberId, ProposeResult reason) implements RaftEvent {}

    record TransferStarted(long term, long targetId) implements RaftEvent {}

    /** The target did not take over in time, or is no voter any more. */
    record TransferAborted(long term, long targetId) implements RaftEvent {}
}
