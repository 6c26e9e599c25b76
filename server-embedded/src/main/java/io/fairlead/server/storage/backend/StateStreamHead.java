package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a state stream begins with: whose state at which mark, and which segments follow, each as its bytes.
 *
 * @param segments in order, with the bytes of each in the stream
 */
record StateStreamHead(FileOwner sender, AppliedMark mark, List<Part> segments) {
    /** "FLSTAT01". */
    private static final long MAGIC = 0x464C535441543031L;

    private static final int FIXED_SIZE = 8 + 8 + 8 + 8 + 8 + 4 + 4;
    private static final int PART_SIZE = 8 + 8 + 4 + 8;
    private static final int CONF_STATE_SIZE_MAX = 1 << 20;
    private static final int PARTS_MAX = 1 << 16;

    /** One segment in the stream. */
    record Part(SegmentId id, long size) {}

    StateStreamHead {
        segments = List.copyOf(segments);
    }

    /** Bytes of the whole stream. */
    long streamSize() {
        long size = FIXED_SIZE + mark.confState().size() + (long) segments.size() * PART_SIZE + 4;
        for (Part part : segments) {
            size += part.size();
        }
        return size;
    }

    ByteBuffer write() {
        Bytes confState = mark.confState();
        ByteBuffer bytes = ByteBuffer.allocate(FIXED_SIZE + confState.size() + segments.size() * PART_SIZE + 4);
        bytes.putLong(MAGIC)
                .putLong(sender.clusterId())
                .putLong(sender.memberId())
                .putLong(mark.index())
                .putLong(mark.term())
                .putInt(segments.size())
                .putInt(confState.size());
        confState.copyTo(bytes);
        for (Part part : segments) {
            bytes.putLong(part.id.originId())
                    .putLong(part.id.sequence())
                    .putInt(part.id.rewrite())
                    .putLong(part.size);
        }
        bytes.putInt(SegmentFormat.crcOf(bytes.array(), 0, bytes.position()));
        return bytes.flip();
    }

    /** Reads a head from the bytes there are so far; empty where more are needed. Moves the position past it. */
    static Optional<StateStreamHead> read(ByteBuffer bytes) throws DamagedStateException {
        if (bytes.remaining() < FIXED_SIZE) {
            return Optional.empty();
        }
        int start = bytes.position();
        ByteBuffer fields = bytes.duplicate();
        if (fields.getLong() != MAGIC) {
            throw new DamagedStateException("state stream: not a stream of this format");
        }
        FileOwner sender = new FileOwner(fields.getLong(), fields.getLong());
        long index = fields.getLong();
        long term = fields.getLong();
        int parts = fields.getInt();
        int confSize = fields.getInt();
        if (parts < 0 || parts > PARTS_MAX || confSize < 0 || confSize > CONF_STATE_SIZE_MAX) {
            throw new DamagedStateException("state stream: impossible head, " + parts + " segments");
        }
        int size = FIXED_SIZE + confSize + parts * PART_SIZE + 4;
        if (bytes.remaining() < size) {
            return Optional.empty();
        }
        byte[] head = new byte[size];
        bytes.duplicate().get(head);
        if (RecordBuffer.intAt(head, size - 4) != SegmentFormat.crcOf(head, 0, size - 4)) {
            throw new DamagedStateException("state stream: checksum of the head is wrong");
        }
        Bytes confState = Bytes.unsafeWrap(head, FIXED_SIZE, confSize).compact();
        fields.position(start + FIXED_SIZE + confSize);
        List<Part> segments = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            SegmentId id = new SegmentId(sender.clusterId(), fields.getLong(), fields.getLong(), fields.getInt());
            segments.add(new Part(id, fields.getLong()));
        }
        bytes.position(start + size);
        return Optional.of(new StateStreamHead(sender, new AppliedMark(index, term, confState), segments));
    }
}
