package io.fairlead.server.storage.wal;

/** The 8 bytes before each record: its length, and how many zeros follow it. */
final class Frame {
    static final int HEAD_SIZE = 8;
    private static final int PADDED = 0x80;
    private static final int LENGTH_BITS = 56;

    private Frame() {}

    /** How many zeros bring a record of this size to a multiple of 8. */
    static int paddingOf(long recordSize) {
        return (int) (-recordSize & 7);
    }

    static long head(long recordSize) {
        int padding = paddingOf(recordSize);
        return padding == 0 ? recordSize : recordSize | (long) (PADDED | padding) << LENGTH_BITS;
    }

    static long recordSize(long head) {
        return head & (1L << LENGTH_BITS) - 1;
    }

    /** Whether a writer can have written {@code head}: the padding must be that of the length. */
    static boolean isPossible(long head) {
        long size = recordSize(head);
        return size > 0 && head == head(size);
    }

    /** Bytes from the start of this frame to the start of the next. */
    static long size(long head) {
        long recordSize = recordSize(head);
        return HEAD_SIZE + recordSize + paddingOf(recordSize);
    }
}
