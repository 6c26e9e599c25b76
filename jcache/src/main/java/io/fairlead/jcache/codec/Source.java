package io.fairlead.jcache.codec;

import io.fairlead.api.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Where a value is read. Nothing that stands in it is believed: what would reach behind the end is an error before anything is
 * made of it. For one thread.
 */
final class Source {
    private final Bytes bytes;
    private final int depth;
    private int at;

    Source(Bytes bytes) {
        this(bytes, 0);
    }

    private Source(Bytes bytes, int depth) {
        if (depth > Sink.MAX_DEPTH) {
            throw new CodecException("a value is nested more than " + Sink.MAX_DEPTH + " deep");
        }
        this.bytes = bytes;
        this.depth = depth;
    }

    byte int8() {
        return bytes.at(claim(1));
    }

    int int16() {
        int high = int8();
        return (short) (high << 8 | (int8() & 0xFF));
    }

    int int32() {
        int high = int16();
        return high << 16 | (int16() & 0xFFFF);
    }

    long int64() {
        long high = int32();
        return high << 32 | (int32() & 0xFFFFFFFFL);
    }

    /** A count of things that take a byte each at least, or a length in bytes: what is left must be able to hold it. */
    int count() {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte part = int8();
            value |= (part & 0x7FL) << shift;
            if (part >= 0) {
                if (value > left()) {
                    throw cutOff();
                }
                return (int) value;
            }
        }
        throw new CodecException("bytes that are no value: a count without an end");
    }

    int left() {
        return bytes.size() - at;
    }

    /** All that is left. */
    Bytes rest() {
        int from = claim(left());
        return bytes.slice(from, bytes.size());
    }

    /** As {@link Sink#nested} wrote it; null for nothing. */
    <T> @Nullable T nested(Form<T> form) {
        int tag = int8();
        if (tag == 0) {
            return null;
        }
        Source body = body();
        if (tag != form.tag()) {
            throw new CodecException("bytes that are not the value that is wanted here, but of the kind " + tag);
        }
        T value = form.read(body);
        body.checkEnd();
        return value;
    }

    /** Passes over a value within a value. */
    void skipNested() {
        if (int8() != 0) {
            var unused = body();
        }
    }

    void checkEnd() {
        if (left() > 0) {
            throw new CodecException("bytes that are no value: " + left() + " too many");
        }
    }

    private Source body() {
        int size = count();
        int from = claim(size);
        return new Source(bytes.slice(from, from + size), depth + 1);
    }

    private int claim(int size) {
        if (size > left()) {
            throw cutOff();
        }
        int from = at;
        at += size;
        return from;
    }

    private static CodecException cutOff() {
        return new CodecException("bytes that are no value: they end too early");
    }
}
