package io.fairlead.server.storage.wal;

import io.fairlead.api.Bytes;
import io.fairlead.server.pb.walpb.Snapshot;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.MalformedRaftDataException;
import io.fairlead.server.raftcodec.RaftCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds the snapshot markers of a log, and codes them. */
final class Markers implements LogScan.Visitor {
    private final List<SnapshotMeta> found = new ArrayList<>();
    private HardState hardState = HardState.EMPTY;

    @Override
    public void visit(WalRecord record, SegmentReader reader) throws IOException {
        try {
            switch (record.type()) {
                case SNAPSHOT -> found.add(decode(record.data()));
                case STATE -> hardState = RaftCodec.decodeHardState(record.data());
                case METADATA, ENTRY, CRC -> {}
            }
        } catch (MalformedRaftDataException e) {
            throw reader.corrupt(e);
        }
    }

    /** Those whose snapshot is known to be committed, in the order they were written. */
    List<SnapshotMeta> committed() {
        return found.stream()
                .filter(marker -> marker.index() <= hardState.commit())
                .toList();
    }

    static Bytes encode(SnapshotMeta marker) {
        Snapshot.Builder builder =
                Snapshot.newBuilder().setIndex(marker.index()).setTerm(marker.term());
        if (marker.index() > 0) {
            builder.setConfState(RaftCodec.toProto(marker.confState()));
        }
        return RaftCodec.bytes(builder.build());
    }

    static SnapshotMeta decode(Bytes bytes) throws MalformedRaftDataException {
        Snapshot marker = RaftCodec.parse(Snapshot.parser(), bytes, "a snapshot marker");
        return new SnapshotMeta(
                new EntryId(marker.getTerm(), marker.getIndex()),
                marker.hasConfState() ? RaftCodec.fromProto(marker.getConfState()) : ConfState.EMPTY);
    }
}
