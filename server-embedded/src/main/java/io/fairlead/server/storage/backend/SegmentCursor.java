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
        to.putFrame(buffer, frame, RecordBuffer.FRAME_HEAD_SIZE + RecordBuffer.intAt(buffer, frame));
    }

    /** Has the whole frame of a position in the buffer and says where. */
    private int frame(int position) throws IOException {
        long offset = segment.table.offsetAt(position);
        long limit = segment.endOf(position);
        if (offset < bufferStart || offset + RecordBuffer.FRAME_HEAD_SIZE > bufferStart + buffer.length) {
            fill(offset, RecordBuffer.FRAME_HEAD_SIZE);
        }
        int size = RecordBuffer.intAt(buffer, (int) (offset - bufferStart));
        if (size <= 0 || size > limit - offset - RecordBuffer.FRAME_HEAD_SIZE) {
            throw segment.damaged(offset, "impossible size " + size);
        }
        int whole = RecordBuffer.FRAME_HEAD_SIZE + size;
        if (offset + whole > bufferStart + buffer.length) {
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
