package io.fairlead.server.transport.grpc;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.fairlead.api.Bytes;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.pb.raftpb.MessageType;
import io.fairlead.server.pb.raftpb.Snapshot;
import io.fairlead.server.pb.raftpb.SnapshotMetadata;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.RaftCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages of the core as {@code raftpb.Message}, and back. The data of entries is shared, not copied, both ways.
 *
 * <p>Meanings beyond etcd's: {@code context} holds the id of a batch of reads as eight bytes, and in a MsgTransferLeader the
 * transferee. A MsgAppResp with a context is about a lost log, the context being the life of whoever lost it: rejected, it says
 * what is left; otherwise it is the leader's answer, up to where to catch up. Votes name the last entry that the sender knows to
 * be committed: its index is {@code commit}; its term {@code rejectHint} in a request, where {@code logTerm} is taken, and
 * {@code logTerm} in an answer. Who says nothing of it says index 0.
 */
final class PeerCodec {
    /** The context of a vote request that the leader itself asked for, as etcd has it. */
    private static final ByteString TRANSFER = ByteString.copyFromUtf8("CampaignTransfer");

    private PeerCodec() {}

    /** A message that no member of this release would send. */
    static final class MalformedMessage extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedMessage(String message) {
            super(message);
        }
    }

    static io.fairlead.server.pb.raftpb.Message encode(Message message) {
        io.fairlead.server.pb.raftpb.Message.Builder out = io.fairlead.server.pb.raftpb.Message.newBuilder()
                .setTo(message.to())
                .setFrom(message.from())
                .setTerm(message.term());
        switch (message.type()) {
            case APPEND_REQUEST -> encodeAppend((Message.AppendRequest) message, out);
            case APPEND_RESPONSE -> encodeAppendResponse((Message.AppendResponse) message, out);
            case VOTE_REQUEST -> encodeVote((Message.VoteRequest) message, out);
            case VOTE_RESPONSE -> {
                Message.VoteResponse response = (Message.VoteResponse) message;
                out.setType(response.preVote() ? MessageType.MsgPreVoteResp : MessageType.MsgVoteResp)
                        .setReject(response.rejected())
                        .setCommit(response.committed().index())
                        .setLogTerm(response.committed().term());
            }
            case HEARTBEAT -> {
                Message.Heartbeat heartbeat = (Message.Heartbeat) message;
                out.setType(MessageType.MsgHeartbeat)
                        .setCommit(heartbeat.commit())
                        .setContext(number(heartbeat.readContext()))
                        .setReject(heartbeat.full());
            }
            case HEARTBEAT_RESPONSE -> {
                Message.HeartbeatResponse response = (Message.HeartbeatResponse) message;
                out.setType(MessageType.MsgHeartbeatResp)
                        .setContext(number(response.readContext()))
                        .setReject(response.full());
            }
            case INSTALL_SNAPSHOT ->
                out.setType(MessageType.MsgSnap)
                        .setSnapshot(
                                Snapshot.newBuilder().setMetadata(encode(((Message.InstallSnapshot) message).meta())));
            case TIMEOUT_NOW -> out.setType(MessageType.MsgTimeoutNow);
            case FORWARDED_PROPOSAL -> encodeProposals((Message.ForwardedProposal) message, out);
            case READ_INDEX_REQUEST ->
                out.setType(MessageType.MsgReadIndex)
                        .setContext(number(((Message.ReadIndexRequest) message).context()));
            case READ_INDEX_RESPONSE -> {
                Message.ReadIndexResponse response = (Message.ReadIndexResponse) message;
                out.setType(MessageType.MsgReadIndexResp)
                        .setIndex(response.index())
                        .setContext(number(response.context()));
            }
            case TRANSFER_LEADER ->
                out.setType(MessageType.MsgTransferLeader)
                        .setContext(number(((Message.TransferLeader) message).transferee()));
            case LOG_LOST -> {
                Message.LogLost lost = (Message.LogLost) message;
                out.setType(MessageType.MsgAppResp)
                        .setReject(true)
                        .setIndex(lost.kept())
                        .setContext(number(lost.life()));
            }
            case CATCH_UP_TARGET -> {
                Message.CatchUpTarget target = (Message.CatchUpTarget) message;
                out.setType(MessageType.MsgAppResp).setIndex(target.index()).setContext(number(target.life()));
            }
            case PEER_UNREACHABLE, SNAPSHOT_REPORT ->
                throw Invariant.unreachable(message.type() + " never leaves a member");
        }
        return out.build();
    }

    private static void encodeAppend(Message.AppendRequest append, io.fairlead.server.pb.raftpb.Message.Builder out) {
        LogSlice slice = append.slice();
        out.setType(MessageType.MsgApp)
                .setLogTerm(slice.previous().term())
                .setIndex(slice.previous().index())
                .setCommit(append.commit());
        for (Entry entry : slice.entries()) {
            out.addEntries(io.fairlead.server.pb.raftpb.Entry.newBuilder()
                    .setType(encode(entry.type()))
                    .setTerm(entry.term())
                    .setIndex(entry.index())
                    .setData(RaftCodec.byteString(entry.data())));
        }
    }

    private static void encodeAppendResponse(
            Message.AppendResponse response, io.fairlead.server.pb.raftpb.Message.Builder out) {
        out.setType(MessageType.MsgAppResp).setIndex(response.index()).setReject(response.rejected());
        if (response.rejected()) {
            out.setRejectHint(response.hint().index())
                    .setLogTerm(response.hint().term());
        }
    }

    private static void encodeVote(Message.VoteRequest vote, io.fairlead.server.pb.raftpb.Message.Builder out) {
        out.setType(vote.preVote() ? MessageType.MsgPreVote : MessageType.MsgVote)
                .setLogTerm(vote.last().term())
                .setIndex(vote.last().index())
                .setCommit(vote.committed().index())
                .setRejectHint(vote.committed().term());
        if (vote.transfer()) {
            out.setContext(TRANSFER);
        }
    }

    private static void encodeProposals(
            Message.ForwardedProposal forwarded, io.fairlead.server.pb.raftpb.Message.Builder out) {
        out.setType(MessageType.MsgProp);
        for (Message.Proposal proposal : forwarded.proposals()) {
            out.addEntries(io.fairlead.server.pb.raftpb.Entry.newBuilder()
                    .setType(encode(proposal.entryType()))
                    .setData(RaftCodec.byteString(proposal.data())));
        }
    }

    static Message decode(io.fairlead.server.pb.raftpb.Message in) throws MalformedMessage {
        long from = in.getFrom();
        long to = in.getTo();
        long term = in.getTerm();
        return switch (in.getType()) {
            case MsgApp -> new Message.AppendRequest(from, to, term, decodeSlice(in), in.getCommit());
            case MsgAppResp -> decodeAppendResponse(in);
            case MsgVote, MsgPreVote ->
                new Message.VoteRequest(
                        from,
                        to,
                        term,
                        new EntryId(in.getLogTerm(), in.getIndex()),
                        in.getType() == MessageType.MsgPreVote,
                        in.getContext().equals(TRANSFER),
                        new EntryId(in.getRejectHint(), in.getCommit()));
            case MsgVoteResp, MsgPreVoteResp ->
                new Message.VoteResponse(
                        from,
                        to,
                        term,
                        in.getType() == MessageType.MsgPreVoteResp,
                        in.getReject(),
                        new EntryId(in.getLogTerm(), in.getCommit()));
            case MsgHeartbeat ->
                new Message.Heartbeat(from, to, term, in.getCommit(), number(in.getContext()), in.getReject());
            case MsgHeartbeatResp ->
                new Message.HeartbeatResponse(from, to, term, number(in.getContext()), in.getReject());
            case MsgSnap ->
                new Message.InstallSnapshot(
                        from, to, term, decode(in.getSnapshot().getMetadata()));
            case MsgTimeoutNow -> new Message.TimeoutNow(from, to, term);
            case MsgProp -> new Message.ForwardedProposal(from, to, term, decodeProposals(in));
            case MsgReadIndex -> new Message.ReadIndexRequest(from, to, term, number(in.getContext()));
            case MsgReadIndexResp ->
                new Message.ReadIndexResponse(from, to, term, number(in.getContext()), in.getIndex());
            case MsgTransferLeader -> new Message.TransferLeader(from, to, term, number(in.getContext()));
            default -> throw new MalformedMessage("unexpected message " + in.getType());
        };
    }

    private static Message decodeAppendResponse(io.fairlead.server.pb.raftpb.Message in) throws MalformedMessage {
        long from = in.getFrom();
        long to = in.getTo();
        long term = in.getTerm();
        long life = number(in.getContext());
        if (life != 0) {
            return in.getReject()
                    ? new Message.LogLost(from, to, term, in.getIndex(), life)
                    : new Message.CatchUpTarget(from, to, term, in.getIndex(), life);
        }
        EntryId hint = in.getReject() ? new EntryId(in.getLogTerm(), in.getRejectHint()) : EntryId.ZERO;
        return new Message.AppendResponse(from, to, term, in.getIndex(), in.getReject(), hint);
    }

    private static LogSlice decodeSlice(io.fairlead.server.pb.raftpb.Message in) throws MalformedMessage {
        long index = in.getIndex();
        long term = in.getLogTerm();
        EntryId previous = new EntryId(term, index);
        List<Entry> entries = new ArrayList<>(in.getEntriesCount());
        for (io.fairlead.server.pb.raftpb.Entry entry : in.getEntriesList()) {
            if (entry.getIndex() != index + 1 || entry.getTerm() < term) {
                throw new MalformedMessage("entry " + entry.getTerm() + "/" + entry.getIndex() + " can't follow entry "
                        + term + "/" + index);
            }
            index = entry.getIndex();
            term = entry.getTerm();
            entries.add(new Entry(term, index, decode(entry.getType()), share(entry.getData())));
        }
        return new LogSlice(previous, entries);
    }

    private static List<Message.Proposal> decodeProposals(io.fairlead.server.pb.raftpb.Message in)
            throws MalformedMessage {
        List<Message.Proposal> proposals = new ArrayList<>(in.getEntriesCount());
        for (io.fairlead.server.pb.raftpb.Entry entry : in.getEntriesList()) {
            proposals.add(new Message.Proposal(decode(entry.getType()), share(entry.getData())));
        }
        return proposals;
    }

    private static io.fairlead.server.pb.raftpb.EntryType encode(EntryType type) {
        return switch (type) {
            case NORMAL -> io.fairlead.server.pb.raftpb.EntryType.EntryNormal;
            case CONF_CHANGE -> io.fairlead.server.pb.raftpb.EntryType.EntryConfChange;
        };
    }

    private static EntryType decode(io.fairlead.server.pb.raftpb.EntryType type) throws MalformedMessage {
        return switch (type) {
            case EntryNormal -> EntryType.NORMAL;
            case EntryConfChange -> EntryType.CONF_CHANGE;
            case EntryConfChangeV2 -> throw new MalformedMessage("entries of type " + type + " are not spoken here");
        };
    }

    private static SnapshotMetadata encode(SnapshotMeta meta) {
        return SnapshotMetadata.newBuilder()
                .setIndex(meta.index())
                .setTerm(meta.term())
                .setConfState(RaftCodec.toProto(meta.confState()))
                .build();
    }

    private static SnapshotMeta decode(SnapshotMetadata meta) {
        return new SnapshotMeta(new EntryId(meta.getTerm(), meta.getIndex()), RaftCodec.fromProto(meta.getConfState()));
    }

    private static ByteString number(long value) {
        if (value == 0) {
            return ByteString.EMPTY;
        }
        byte[] bytes = new byte[Long.BYTES];
        ByteBuffer.wrap(bytes).putLong(value);
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    private static long number(ByteString bytes) throws MalformedMessage {
        if (bytes.isEmpty()) {
            return 0;
        }
        if (bytes.size() != Long.BYTES) {
            throw new MalformedMessage("context of " + bytes.size() + " bytes");
        }
        return bytes.asReadOnlyByteBuffer().getLong();
    }

    private static Bytes share(ByteString bytes) {
        Sharing sharing = new Sharing();
        try {
            UnsafeByteOperations.unsafeWriteTo(bytes, sharing);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can't fail", e);
        }
        return sharing.shared;
    }

    /** Takes the array behind a byte string; what came in pieces is joined. */
    private static final class Sharing extends ByteOutput {
        private Bytes shared = Bytes.empty();

        private void add(Bytes piece) {
            shared = shared.isEmpty() ? piece : shared.concat(piece);
        }

        @Override
        public void write(byte value) {
            add(Bytes.unsafeWrap(new byte[] {value}));
        }

        @Override
        public void write(byte[] value, int offset, int length) {
            add(Bytes.unsafeWrap(value.clone(), offset, length));
        }

        @Override
        public void writeLazy(byte[] value, int offset, int length) {
            add(Bytes.unsafeWrap(value, offset, length));
        }

        @Override
        public void write(ByteBuffer value) {
            add(Bytes.copyOf(value));
        }

        @Override
        public void writeLazy(ByteBuffer value) {
            add(Bytes.copyOf(value));
        }
    }
}
