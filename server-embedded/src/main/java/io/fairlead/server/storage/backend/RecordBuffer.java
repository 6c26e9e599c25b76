package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Framed records being written, one after another, in memory that is kept from batch to batch. Integers are big-endian.
 *
 * <p>A frame is the payload's size, its CRC, the payload; see the sign of this room.
 */
final class RecordBuffer {
    /** Size and checksum before each payload. */
    static final int FRAME_HEAD_SIZE = 8;

    /** Above this the memory is given back after a batch. */
    private static final int KEPT_SIZE_MAX = 4 << 20;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final CRC32C crc = new CRC32C();
    private byte[] bytes = new byte[64 << 10];
    private int size;

    /** Where the frame being written begins. */
    private int frameStart;

    /** Whole frames since the start. */
    private int frames;

    static long longAt(byte[] from, int offset) {
        return (long) LONG.get(from, offset);
    }

    static int intAt(byte[] from, int offset) {
        return (int) INT.get(from, offset);
    }

    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    void clear() {
        size = 0;
        frames = 0;
        if (bytes.length > KEPT_SIZE_MAX) {
            bytes = new byte[64 << 10];
        }
    }

    void truncate(int newSize, int newFrames) {
        size = newSize;
        frames = newFrames;
    }

    int frames() {
        return frames;
    }

    void beginFrame(int type) {
        frameStart = size;
        room(FRAME_HEAD_SIZE + 1);
        size += FRAME_HEAD_SIZE;
        bytes[size++] = (byte) type;
    }

    void endFrame() {
        int payloadStart = frameStart + FRAME_HEAD_SIZE;
        INT.set(bytes, frameStart, size - payloadStart);
        INT.set(bytes, frameStart + 4, checksum(payloadStart, size));
        frames++;
    }

    /** Appends a frame that was written and checked elsewhere. */
    void putFrame(byte[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, bytes, size, count);
        size += count;
        frames++;
    }

    /** CRC of a part of what was written. */
    int checksum(int from, int to) {
        crc.reset();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    void putByte(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void putInt(int value) {
        room(4);
        INT.set(bytes, size, value);
        size += 4;
    }

    void putLong(long value) {
        room(8);
        LONG.set(bytes, size, value);
        size += 8;
    }

    void putBytes(Bytes value) {
        room(value.size());
        value.copyTo(bytes, size);
        size += value.size();
    }

    private void room(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, grown(Math.addExact(size, more)));
        }
    }

    private static int grown(int needed) {
        long doubled = Math.max(needed, (long) needed << 1);
        return (int) Math.min(doubled, Integer.MAX_VALUE - 16);
    }
}
