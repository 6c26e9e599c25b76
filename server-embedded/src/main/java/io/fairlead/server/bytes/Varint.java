package io.fairlead.server.bytes;

/** Unsigned numbers of variable length, seven bits a byte, low bits first, as protobuf writes them. */
public final class Varint {
    /** The most bytes a number takes. */
    public static final int SIZE_MAX = 10;

    private Varint() {}

    /** Writes {@code value} at {@code position}; returns the position after it. */
    public static int put(byte[] target, int position, long value) {
        int at = position;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            target[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[at++] = (byte) rest;
        return at;
    }
}
