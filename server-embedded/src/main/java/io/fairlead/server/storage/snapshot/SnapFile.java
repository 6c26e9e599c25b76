package io.fairlead.server.storage.snapshot;

import io.fairlead.api.Bytes;
import io.fairlead.server.bytes.Crc;
import io.fairlead.server.pb.snappb.snapshot;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.MalformedRaftDataException;
import io.fairlead.server.raftcodec.RaftCodec;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content of a {@code .snap} file.
 *
 * @param data JSON of the old store; see {@link MembersJson}
 */
public record SnapFile(SnapshotMeta meta, Bytes data) {
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})\\.snap");

    static String fileName(EntryId id) {
        return String.format("%016x-%016x.snap", id.term(), id.index());
    }

    /** The entry a file name speaks of; empty if it is no name of a snapshot. */
    static Optional<EntryId> idIn(String fileName) {
        Matcher matcher = NAME.matcher(fileName);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new EntryId(
                Long.parseUnsignedLong(matcher.group(1), 16), Long.parseUnsignedLong(matcher.group(2), 16)));
    }

    /** The whole file. */
    Bytes encode() {
        Bytes covered = RaftCodec.encodeSnapshot(meta, data);
        return RaftCodec.bytes(snapshot.newBuilder()
                .setCrc(Crc.of(covered))
                .setData(RaftCodec.byteString(covered))
                .build());
    }

    static SnapFile decode(Bytes file) throws MalformedRaftDataException {
        snapshot envelope = RaftCodec.parse(snapshot.parser(), file, "a snapshot file");
        Bytes covered = RaftCodec.bytes(envelope.getData());
        int crc = Crc.of(covered);
        if (covered.isEmpty() || envelope.getCrc() == 0 || envelope.getCrc() != crc) {
            throw new MalformedRaftDataException(String.format(
                    "crc mismatch: %08x stands there, %08x was computed of %d bytes",
                    envelope.getCrc(), crc, covered.size()));
        }
        return new SnapFile(RaftCodec.decodeSnapshotMeta(covered), RaftCodec.decodeSnapshotData(covered));
    }
}
