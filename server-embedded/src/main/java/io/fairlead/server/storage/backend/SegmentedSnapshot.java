package io.fairlead.server.storage.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The committed beginnings of the segments at one moment, one after another. The files are pinned until it is closed. Each is
 * checked whole before its first byte is handed out: who receives a state that has rotted refuses it, and would be sent the same
 * for ever.
 */
final class SegmentedSnapshot implements SnapshotView {
    private final StateStreamHead head;
    private final Segment[] segments;
    private final ByteBuffer headBytes;
    private final Runnable unpin;
    private int current;
    private long position;
    private boolean closed;

    SegmentedSnapshot(FileOwner owner, AppliedMark mark, Segment[] segments, long[] ends, Runnable unpin) {
        List<StateStreamHead.Part> parts = new ArrayList<>();
        for (int i = 0; i < segments.length; i++) {
            parts.add(new StateStreamHead.Part(segments[i].id, ends[i]));
        }
        this.head = new StateStreamHead(owner, mark, parts);
        this.segments = segments;
        this.headBytes = head.write();
        this.unpin = unpin;
    }

    @Override
    public AppliedMark mark() {
        return head.mark();
    }

    @Override
    public long size() {
        return head.streamSize();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (headBytes.hasRemaining()) {
            int count = Math.min(headBytes.remaining(), target.remaining());
            target.put(headBytes.slice(headBytes.position(), count));
            headBytes.position(headBytes.position() + count);
            return count;
        }
        while (current < segments.length && position == partSize()) {
            current++;
            position = 0;
        }
        if (current == segments.length) {
            return -1;
        }
        if (position == 0) {
            check(segments[current]);
        }
        int count = (int) Math.min(target.remaining(), partSize() - position);
        ByteBuffer part = target.slice(target.position(), count);
        int read = segments[current].file.read(part, position);
        if (read != count) {
            throw new DamagedStateException(
                    segments[current].path + ": the file ends at offset " + (position + Math.max(0, read)));
        }
        target.position(target.position() + count);
        position += count;
        return count;
    }

    private void check(Segment segment) throws IOException {
        SegmentFormat.readHead(segment.file, segment.path, segment.id);
        SegmentScanner.End end = new SegmentScanner(segment.file, segment.id, partSize())
                .scan(SegmentFormat.HEAD_SIZE, SegmentScanner.CHECK_ONLY);
        if (end.damage() != null || end.offset() != partSize()) {
            throw new DamagedStateException(segment.path + ": damaged within what was read before, offset "
                    + end.offset() + " of " + partSize() + ": " + end.damage());
        }
    }

    private long partSize() {
        return head.segments().get(current).size();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            unpin.run();
        }
    }
}
