package io.fairlead.server.raftcodec;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.fairlead.api.Bytes;
import io.fairlead.server.pb.raftpb.ConfChangeType;
import io.fairlead.server.pb.raftpb.Snapshot;
import io.fairlead.server.pb.raftpb.SnapshotMetadata;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Everything of {@code raftpb} but entries (those are {@link EntryCodec}'s) and messages (those are the transport's). */
public final class RaftCodec {
    private RaftCodec() {}

    public static Bytes encode(HardState state) {
        return bytes(io.fairlead.server.pb.raftpb.HardState.newBuilder()
                .setTerm(state.term())
                .setVote(state.vote())
                .setCommit(state.commit())
                .build());
    }

    public static HardState decodeHardState(Bytes bytes) throws MalformedRaftDataException {
        var state = parse(io.fairlead.server.pb.raftpb.HardState.parser(), bytes, "a hard state");
        return new HardState(state.getTerm(), state.getVote(), state.getCommit());
    }

    /** The data of a log entry of type {@code CONF_CHANGE}. */
    public static Bytes encode(ConfChange change) {
        var builder = io.fairlead.server.pb.raftpb.ConfChange.newBuilder()
                .setId(change.requestId())
                .setType(number(change.type()))
                .setNodeId(change.nodeId());
        if (!change.context().isEmpty()) {
            builder.setContext(byteString(change.context()));
        }
        return bytes(builder.build());
    }

    public static ConfChange decodeConfChange(Bytes bytes) throws MalformedRaftDataException {
        var change = parse(io.fairlead.server.pb.raftpb.ConfChange.parser(), bytes, "a conf change");
        return new ConfChange(change.getId(), type(change.getType()), change.getNodeId(), bytes(change.getContext()));
    }

    public static io.fairlead.server.pb.raftpb.ConfState toProto(ConfState state) {
        return io.fairlead.server.pb.raftpb.ConfState.newBuilder()
                .addAllVoters(state.voters())
                .addAllLearners(state.learners())
                .addAllVotersOutgoing(state.votersOutgoing())
                .addAllLearnersNext(state.learnersNext())
                .setAutoLeave(state.autoLeave())
                .build();
    }

    public static ConfState fromProto(io.fairlead.server.pb.raftpb.ConfState state) {
        return new ConfState(
                sorted(state.getVotersList()),
                sorted(state.getLearnersList()),
                sorted(state.getVotersOutgoingList()),
                sorted(state.getLearnersNextList()),
                state.getAutoLeave());
    }

    /** A {@code raftpb.Snapshot} with {@code data} beside its metadata. */
    public static Bytes encodeSnapshot(SnapshotMeta meta, Bytes data) {
        Snapshot.Builder builder = Snapshot.newBuilder()
                .setMetadata(SnapshotMetadata.newBuilder()
                        .setConfState(toProto(meta.confState()))
                        .setIndex(meta.index())
                        .setTerm(meta.term()));
        if (!data.isEmpty()) {
            builder.setData(byteString(data));
        }
        return bytes(builder.build());
    }

    /** The metadata in a {@code raftpb.Snapshot}. */
    public static SnapshotMeta decodeSnapshotMeta(Bytes bytes) throws MalformedRaftDataException {
        SnapshotMetadata meta = parse(Snapshot.parser(), bytes, "a snapshot").getMetadata();
        return new SnapshotMeta(new EntryId(meta.getTerm(), meta.getIndex()), fromProto(meta.getConfState()));
    }

    /** The data in a {@code raftpb.Snapshot}. */
    public static Bytes decodeSnapshotData(Bytes bytes) throws MalformedRaftDataException {
        return bytes(parse(Snapshot.parser(), bytes, "a snapshot").getData());
    }

    /** Parses a message that may have no field we do not know. */
    public static <T extends Message> T parse(Parser<T> parser, Bytes bytes, String what)
            throws MalformedRaftDataException {
        T message;
        try {
            message = parser.parseFrom(bytes.unsafeArray(), bytes.unsafeOffset(), bytes.size());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRaftDataException("not " + what + ": " + e.getMessage(), e);
        }
        if (!message.getUnknownFields().asMap().isEmpty()) {
            throw new MalformedRaftDataException(what + " has unknown fields "
                    + message.getUnknownFields().asMap().keySet());
        }
        return message;
    }

    public static Bytes bytes(MessageLite message) {
        return Bytes.unsafeWrap(message.toByteArray());
    }

    public static Bytes bytes(ByteString string) {
        return Bytes.unsafeWrap(string.toByteArray());
    }

    /** Shares the memory of {@code bytes}. */
    public static ByteString byteString(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.unsafeArray(), bytes.unsafeOffset(), bytes.size());
    }

    private static ConfChangeType number(io.fairlead.server.raft.model.ConfChangeType type) {
        return switch (type) {
            case ADD_NODE -> ConfChangeType.ConfChangeAddNode;
            case REMOVE_NODE -> ConfChangeType.ConfChangeRemoveNode;
            case UPDATE_NODE -> ConfChangeType.ConfChangeUpdateNode;
            case ADD_LEARNER_NODE -> ConfChangeType.ConfChangeAddLearnerNode;
        };
    }

    private static io.fairlead.server.raft.model.ConfChangeType type(ConfChangeType number) {
        return switch (number) {
            case ConfChangeAddNode -> io.fairlead.server.raft.model.ConfChangeType.ADD_NODE;
            case ConfChangeRemoveNode -> io.fairlead.server.raft.model.ConfChangeType.REMOVE_NODE;
            case ConfChangeUpdateNode -> io.fairlead.server.raft.model.ConfChangeType.UPDATE_NODE;
            case ConfChangeAddLearnerNode -> io.fairlead.server.raft.model.ConfChangeType.ADD_LEARNER_NODE;
        };
    }

    private static SortedSet<Long> sorted(List<Long> ids) {
        SortedSet<Long> sorted = new TreeSet<>(Long::compareUnsigned);
        sorted.addAll(ids);
        return Collections.unmodifiableSortedSet(sorted);
    }
}
