package io.fairlead.server.storage.backend;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the records of a segment one after another, many with one read of the file. */
final class SegmentCursor {
    private static final int BUFFER_SIZE = 256 << 10;

    private final Segment segment;

    /** Never written again once it is filled, since records share its memory. */
    private byte[] buffer = new byte[0];

    private long bufferStart;

    SegmentCursor(Segment segment) {
        this.segment = segment;
    }

    RevisionRecord read(int position) throws IOException {
        int frame = frame(position); // which may replace the buffer
        return segment.decode(buffer, frame, position);
    }

    /** Copies the frame of a checked record. */
    void copy(int position, RecordBuffer to) throws IOException {
        int frame = frame(position);
        segment.decode(buffer, frame, position);
        to.putFrame(buffer, frame, segment.table.sizeAt(position));
    }

    /** Has the whole frame of a position in the buffer and says where. */
    private int frame(int position) throws IOException {
        long offset = segment.table.offsetAt(position);
        int whole = segment.table.sizeAt(position);
        if (offset < bufferStart || offset + whole > bufferStart + buffer.length) {
            fill(offset, whole);
        }
        return (int) (offset - bufferStart);
    }

    private void fill(long offset, int needed) throws IOException {
        int wanted = (int) Math.min(Math.max(needed, BUFFER_SIZE), segment.end - offset);
        byte[] fresh = new byte[wanted];
        int read = segment.file.read(ByteBuffer.wrap(fresh), offset);
        if (read < wanted) {
            throw segment.damaged(offset, "the file ends after " + read + " of " + wanted + " bytes");
        }
        buffer = fresh;
        bufferStart = offset;
    }
}
