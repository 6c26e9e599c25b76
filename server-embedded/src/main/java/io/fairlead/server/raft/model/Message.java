package io.fairlead.server.raft.model;

import io.fairlead.api.Bytes;
import java.util.List;

/**
 * What members say to each other, and the two facts a member's own hands report to its core ({@link PeerUnreachable},
 * {@link SnapshotReport}), which never cross the network and carry term 0.
 *
 * <p>{@code term} is the sender's term when it wrote the message. What a follower asks of whoever leads ({@link
 * ReadIndexRequest}, {@link TransferLeader}) carries term 0, which means "whatever your term is", as in etcd.
 */
public sealed interface Message {
    MessageType type();

    long from();

    long to();

    long term();

    /** Leader to peer: entries after {@code slice.previous()}, and how far the log is committed (section 5.3). */
    record AppendRequest(long from, long to, long term, LogSlice slice, long commit) implements Message {
        @Override
        public MessageType type() {
            return MessageType.APPEND_REQUEST;
        }
    }

    /**
     * Answer to an append or to an installed snapshot.
     *
     * @param index accepted: the last index that is now known to match and durable; rejected: the previous index that was
     *     asked for
     * @param rejected the previous entry did not match
     * @param hint rejected: where the leader should probe next, the last entry of the sender's log that can match
     */
    record AppendResponse(long from, long to, long term, long index, boolean rejected, EntryId hint)
            implements Message {
        public static AppendResponse accepted(long from, long to, long term, long index) {
            return new AppendResponse(from, to, term, index, false, EntryId.ZERO);
        }

        @Override
        public MessageType type() {
            return MessageType.APPEND_RESPONSE;
        }
    }

    /**
     * Asks for a vote (section 5.2), or in a pre-vote whether a vote would be given (thesis section 9.6).
     *
     * @param term the term to be elected in; a pre-vote names the term the candidate would take
     * @param last the last entry of the candidate's log
     * @param preVote nobody changes its term for a pre-vote
     * @param transfer the leader itself asked for this election: voters must not protect it
     * @param committed the last entry that the candidate knows to be committed, or ZERO: who has it may not know yet that it
     *     is, and may not know the configuration that it brings
     */
    record VoteRequest(
            long from, long to, long term, EntryId last, boolean preVote, boolean transfer, EntryId committed)
            implements Message {
        public VoteRequest(long from, long to, long term, EntryId last, boolean preVote, boolean transfer) {
            this(from, to, term, last, preVote, transfer, EntryId.ZERO);
        }

        @Override
        public MessageType type() {
            return MessageType.VOTE_REQUEST;
        }
    }

    /**
     * Grants or refuses what a {@link VoteRequest} asked for.
     *
     * @param committed as in the request, of whoever answers
     */
    record VoteResponse(long from, long to, long term, boolean preVote, boolean rejected, EntryId committed)
            implements Message {
        public VoteResponse(long from, long to, long term, boolean preVote, boolean rejected) {
            this(from, to, term, preVote, rejected, EntryId.ZERO);
        }

        @Override
        public MessageType type() {
            return MessageType.VOTE_RESPONSE;
        }
    }

    /**
     * Leader to peer: I lead. {@code commit} is at most what the peer is known to have.
     *
     * @param readContext unique id of a batch of linearizable reads to confirm, or 0
     * @param full the logs of so many voters lack space that nothing can be committed; nothing to the core
     */
    record Heartbeat(long from, long to, long term, long commit, long readContext, boolean full) implements Message {
        public Heartbeat(long from, long to, long term, long commit, long readContext) {
            this(from, to, term, commit, readContext, false);
        }

        public Heartbeat with(boolean isFull) {
            return new Heartbeat(from, to, term, commit, readContext, isFull);
        }

        @Override
        public MessageType type() {
            return MessageType.HEARTBEAT;
        }
    }

    /**
     * Peer to leader: I hear you.
     *
     * @param full the sender's log lacks space; nothing to the core
     */
    record HeartbeatResponse(long from, long to, long term, long readContext, boolean full) implements Message {
        public HeartbeatResponse(long from, long to, long term, long readContext) {
            this(from, to, term, readContext, false);
        }

        public HeartbeatResponse with(boolean isFull) {
            return new HeartbeatResponse(from, to, term, readContext, isFull);
        }

        @Override
        public MessageType type() {
            return MessageType.HEARTBEAT_RESPONSE;
        }
    }

    /** Leader to peer: the entries you need are gone, here is the state (section 7). The data travels beside it. */
    record InstallSnapshot(long from, long to, long term, SnapshotMeta meta) implements Message {
        @Override
        public MessageType type() {
            return MessageType.INSTALL_SNAPSHOT;
        }
    }

    /** Leader to the target of a leadership transfer: stand for election at once (thesis section 3.10). */
    record TimeoutNow(long from, long to, long term) implements Message {
        @Override
        public MessageType type() {
            return MessageType.TIMEOUT_NOW;
        }
    }

    /**
     * A follower hands its clients' commands to the leader of {@code term}, and to no later one: once an entry of a later term is
     * applied, a command that was not applied before it never will be, and may be offered again.
     */
    record ForwardedProposal(long from, long to, long term, List<Proposal> proposals) implements Message {
        public ForwardedProposal {
            proposals = List.copyOf(proposals);
        }

        @Override
        public MessageType type() {
            return MessageType.FORWARDED_PROPOSAL;
        }
    }

    /** A command offered to the log, which has no place in it yet. */
    record Proposal(EntryType entryType, Bytes data) {}

    /** A follower asks the leader up to where it must have applied to serve its batch of reads {@code context}. */
    record ReadIndexRequest(long from, long to, long term, long context) implements Message {
        @Override
        public MessageType type() {
            return MessageType.READ_INDEX_REQUEST;
        }
    }

    record ReadIndexResponse(long from, long to, long term, long context, long index) implements Message {
        @Override
        public MessageType type() {
            return MessageType.READ_INDEX_RESPONSE;
        }
    }

    /** Somebody asks the leader to make {@code transferee} the next leader. */
    record TransferLeader(long from, long to, long term, long transferee) implements Message {
        @Override
        public MessageType type() {
            return MessageType.TRANSFER_LEADER;
        }
    }

    /**
     * Whoever follows tells the leader that its disk lost part of its log: of what it acknowledged in an earlier life, only
     * what is up to {@code kept} still stands. Told until the leader answers, and again whenever an append does not match.
     *
     * @param kept everything up to here is committed, and the sender has it
     * @param life drawn anew at each start of the sender; never 0
     */
    record LogLost(long from, long to, long term, long kept, long life) implements Message {
        @Override
        public MessageType type() {
            return MessageType.LOG_LOST;
        }
    }

    /**
     * Answer of the leader to {@link LogLost}: once the log matches its own up to {@code index}, there is nothing left that was
     * acknowledged and is missing.
     */
    record CatchUpTarget(long from, long to, long term, long index, long life) implements Message {
        @Override
        public MessageType type() {
            return MessageType.CATCH_UP_TARGET;
        }
    }

    /** The transport could not reach {@code from}: what was in flight to it may be lost. */
    record PeerUnreachable(long from, long to) implements Message {
        @Override
        public MessageType type() {
            return MessageType.PEER_UNREACHABLE;
        }

        @Override
        public long term() {
            return 0;
        }
    }

    /** Sending a snapshot to {@code from} ended. */
    record SnapshotReport(long from, long to, boolean failed) implements Message {
        @Override
        public MessageType type() {
            return MessageType.SNAPSHOT_REPORT;
        }

        @Override
        public long term() {
            return 0;
        }
    }
}
