package io.fairlead.server.apply;

import io.fairlead.server.pb.raftpb.ConfState;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.MalformedRaftDataException;
import io.fairlead.server.raftcodec.RaftCodec;
import io.fairlead.server.storage.backend.AppliedMark;

/** Applied marks of the backend to snapshot metas of the log and back; the configuration travels as {@code raftpb.ConfState}. */
public final class AppliedMarks {
    private AppliedMarks() {}

    public static AppliedMark mark(EntryId last, io.fairlead.server.raft.model.ConfState confState) {
        return new AppliedMark(last.index(), last.term(), RaftCodec.bytes(RaftCodec.toProto(confState)));
    }

    public static SnapshotMeta meta(AppliedMark mark) {
        EntryId last = new EntryId(mark.term(), mark.index());
        try {
            ConfState confState = RaftCodec.parse(ConfState.parser(), mark.confState(), "the applied configuration");
            return new SnapshotMeta(last, RaftCodec.fromProto(confState));
        } catch (MalformedRaftDataException e) {
            throw new IllegalStateException("the applied state at index " + mark.index() + " is damaged", e);
        }
    }
}
