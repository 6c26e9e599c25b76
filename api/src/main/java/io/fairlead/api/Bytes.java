package io.fairlead.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable sequence of bytes: a key, a value, an encoded command.
 *
 * <p>Ordering is unsigned and byte-wise, the order in which etcd keeps keys. A slice shares the memory of its parent, so
 * cutting a command out of a received message costs no copy; {@link #compact()} gives up what a slice keeps alive.
 *
 * <p>Safe to share between threads. The {@code unsafe} methods exist for the hot path of the server: whoever calls
 * them promises not to change the array afterwards.
 */
public final class Bytes implements Comparable<Bytes> {
    private static final byte[] NO_BYTES = new byte[0];
    private static final Bytes EMPTY = new Bytes(NO_BYTES, 0, 0);

    private final byte[] array;
    private final int offset;
    private final int size;

    /** Cached hash; 0 means "not computed yet". Racy on purpose: every writer writes the same value. */
    private int hash;

    private Bytes(byte[] array, int offset, int size) {
        this.array = array;
        this.offset = offset;
        this.size = size;
    }

    /** The empty sequence. */
    public static Bytes empty() {
        return EMPTY;
    }

    /** The UTF-8 encoding of {@code text}. */
    public static Bytes utf8(String text) {
        return unsafeWrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code number} in decimal digits, as {@link #asLong()} reads it and as people see it in etcdctl. */
    public static Bytes decimal(long number) {
        return utf8(Long.toString(number));
    }

    /** A sequence of the given byte values; each must be in 0..255. */
    public static Bytes of(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            if ((values[i] & ~0xFF) != 0) {
                throw new IllegalArgumentException("not a byte: " + values[i]);
            }
            bytes[i] = (byte) values[i];
        }
        return unsafeWrap(bytes);
    }

    /** A copy of {@code bytes}; later changes of the array are not seen. */
    public static Bytes copyOf(byte[] bytes) {
        return unsafeWrap(bytes.clone());
    }

    /** A copy of the remaining bytes of {@code buffer}; its position is left alone. */
    public static Bytes copyOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return unsafeWrap(bytes);
    }

    /** The bytes written in hexadecimal digits, as {@link #toHex()} prints them. */
    public static Bytes fromHex(String hex) {
        return unsafeWrap(HexFormat.of().parseHex(hex));
    }

    /** Wraps without a copy. The caller must never change {@code array} again. */
    public static Bytes unsafeWrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
    }

    /** Wraps a part of {@code array} without a copy. The caller must never change that part again. */
    public static Bytes unsafeWrap(byte[] array, int offset, int size) {
        checkBounds(offset, size, array.length);
        return size == 0 ? EMPTY : new Bytes(array, offset, size);
    }

    /** Number of bytes. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The byte at {@code index}, signed as Java has it. */
    public byte at(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " of " + size + " bytes");
        }
        return array[offset + index];
    }

    /** The bytes from {@code from} (inclusive) to {@code to} (exclusive), sharing memory with this sequence. */
    public Bytes slice(int from, int to) {
        checkBounds(from, to - from, size);
        return from == 0 && to == size ? this : unsafeWrap(array, offset + from, to - from);
    }

    /** This sequence followed by {@code other}. */
    public Bytes concat(Bytes other) {
        byte[] joined = Arrays.copyOf(toByteArray(), size + other.size);
        other.copyTo(joined, size);
        return unsafeWrap(joined);
    }

    public boolean startsWith(Bytes prefix) {
        return size >= prefix.size
                && Arrays.equals(
                        array, offset, offset + prefix.size, prefix.array, prefix.offset, prefix.offset + prefix.size);
    }

    /** The same bytes in memory of their own, where this sequence is a slice of something larger. */
    public Bytes compact() {
        return size == array.length ? this : unsafeWrap(toByteArray());
    }

    /** A fresh array with these bytes. */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(array, offset, offset + size);
    }

    public void copyTo(byte[] target, int targetOffset) {
        System.arraycopy(array, offset, target, targetOffset, size);
    }

    /** Puts these bytes at the position of {@code target} and moves it. */
    public void copyTo(ByteBuffer target) {
        target.put(array, offset, size);
    }

    /** A read-only view, positioned at the first byte. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(array, offset, size).slice().asReadOnlyBuffer();
    }

    /** The backing array, not a copy: never write to it. The bytes start at {@link #unsafeOffset()}. */
    public byte[] unsafeArray() {
        return array;
    }

    /** Where the first byte stands in {@link #unsafeArray()}. */
    public int unsafeOffset() {
        return offset;
    }

    /** These bytes read as UTF-8; malformed input becomes U+FFFD. */
    public String toUtf8() {
        return new String(array, offset, size, StandardCharsets.UTF_8);
    }

    /**
     * The number written here in decimal digits, with a sign or without.
     *
     * @throws NumberFormatException if this is no such number or does not fit; the message does not show the bytes
     */
    public long asLong() {
        try {
            return Long.parseLong(toUtf8());
        } catch (NumberFormatException e) {
            throw notANumber("long");
        }
    }

    /** As {@link #asLong()}, for a number that fits an {@code int}. */
    public int asInt() {
        try {
            return Integer.parseInt(toUtf8());
        } catch (NumberFormatException e) {
            throw notANumber("int");
        }
    }

    private NumberFormatException notANumber(String type) {
        return new NumberFormatException("these " + size + " bytes are no " + type + " in decimal digits");
    }

    /** Lower-case hexadecimal digits, two a byte. */
    public String toHex() {
        return HexFormat.of().formatHex(array, offset, offset + size);
    }

    /** Unsigned, byte-wise; a prefix comes before what it is a prefix of. */
    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(
                array, offset, offset + size, other.array, other.offset, other.offset + other.size);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Bytes other
                && size == other.size
                && Arrays.equals(array, offset, offset + size, other.array, other.offset, other.offset + other.size);
    }

    @Override
    public int hashCode() {
        int h = hash;
        if (h == 0 && size > 0) {
            h = 1;
            for (int i = offset; i < offset + size; i++) {
                h = 31 * h + array[i];
            }
            hash = h;
        }
        return h;
    }

    /** Printable ASCII as it is, everything else as {@code \xNN}; long sequences are cut, with their size. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("\"");
        int shown = Math.min(size, 64);
        for (int i = 0; i < shown; i++) {
            int b = array[offset + i] & 0xFF;
            if (b >= 0x20 && b < 0x7F && b != '"' && b != '\\') {
                text.append((char) b);
            } else {
                text.append("\\x").append(HexFormat.of().toHexDigits((byte) b));
            }
        }
        text.append('"');
        return size > shown ? text + "... (" + size + " bytes)" : text.toString();
    }

    private static void checkBounds(int offset, int size, int length) {
        if (offset < 0 || size < 0 || offset > length - size) {
            throw new IndexOutOfBoundsException("offset " + offset + ", size " + size + " of " + length + " bytes");
        }
    }
}
