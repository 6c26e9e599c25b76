package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Copies of the buckets, and the records that the segments had at one moment. The files are pinned until it is closed. */
final class SegmentedView implements StateView {
    private final AppliedMark mark;
    private final Map<Bucket, NavigableMap<Bytes, Bytes>> buckets = new EnumMap<>(Bucket.class);
    private final Part[] parts;
    private final Runnable unpin;
    private boolean closed;

    /** The records of a segment that count: the first so many, less the ones dropped until then. */
    private static final class Part {
        final Segment segment;
        final int count;
        private final long[] dead;

        Part(Segment segment) {
            this.segment = segment;
            this.count = segment.table.count();
            this.dead = segment.deadNow();
        }

        boolean isDead(int position) {
            int word = position >>> 6;
            return word < dead.length && (dead[word] >>> position & 1) != 0;
        }
    }

    /** Made under the lock of the backend. */
    SegmentedView(AppliedMark mark, BucketTable tables, Segment[] segments, Runnable unpin) {
        this.mark = mark;
        for (Bucket bucket : Bucket.values()) {
            buckets.put(bucket, tables.copyOf(bucket));
        }
        this.parts = new Part[segments.length];
        for (int i = 0; i < segments.length; i++) {
            parts[i] = new Part(segments[i]);
        }
        this.unpin = unpin;
    }

    @Override
    public AppliedMark mark() {
        return mark;
    }

    @Override
    public NavigableMap<Bytes, Bytes> entries(Bucket bucket) {
        return buckets.getOrDefault(bucket, new TreeMap<>());
    }

    @Override
    public RecordCursor records() {
        return new Cursor();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            unpin.run();
        }
    }

    private final class Cursor implements RecordCursor {
        private int at;
        private int position;
        private @Nullable SegmentCursor reader;

        @Override
        public @Nullable RevisionRecord next() throws IOException {
            while (at < parts.length) {
                Part part = parts[at];
                while (position < part.count && part.isDead(position)) {
                    position++;
                }
                if (position < part.count) {
                    SegmentCursor open = reader == null ? new SegmentCursor(part.segment) : reader;
                    reader = open;
                    return open.read(position++);
                }
                at++;
                position = 0;
                reader = null;
            }
            return null;
        }
    }
}
