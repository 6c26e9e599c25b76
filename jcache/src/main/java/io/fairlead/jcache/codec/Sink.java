package io.fairlead.jcache.codec;

import io.fairlead.api.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where a value is written: bytes that grow. For one thread. */
final class Sink {
    /** Deeper than anything that is meant: what refers to itself would never end. */
    static final int MAX_DEPTH = 64;

    private final int depth;
    private byte[] bytes = new byte[32];
    private int size;

    Sink() {
        this(0);
    }

    private Sink(int depth) {
        if (depth > MAX_DEPTH) {
            throw new CodecException("a value is nested more than " + MAX_DEPTH + " deep");
        }
        this.depth = depth;
    }

    void int8(int value) {
        room(1)[size++] = (byte) value;
    }

    void int16(int value) {
        int8(value >> 8);
        int8(value);
    }

    void int32(int value) {
        int16(value >> 16);
        int16(value);
    }

    void int64(long value) {
        int32((int) (value >> 32));
        int32((int) value);
    }

    /** A count or a length, short if it is small. */
    void count(int value) {
        int rest = value;
        while (rest >= 0x80) {
            int8(rest | 0x80);
            rest >>>= 7;
        }
        int8(rest);
    }

    void raw(byte[] more) {
        System.arraycopy(more, 0, room(more.length), size, more.length);
        size += more.length;
    }

    /** A value within a value: its tag, how long its body is, and its body; of nothing, a zero. */
    <T> void nested(Form<T> form, @Nullable T value) {
        if (value == null) {
            int8(0);
            return;
        }
        Sink body = new Sink(depth + 1);
        form.write(value, body);
        int8(form.tag());
        count(body.size);
        System.arraycopy(body.bytes, 0, room(body.size), size, body.size);
        size += body.size;
    }

    Bytes toBytes() {
        return Bytes.unsafeWrap(bytes, 0, size).compact();
    }

    private byte[] room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
        return bytes;
    }
}
