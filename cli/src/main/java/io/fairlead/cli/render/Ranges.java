package io.fairlead.cli.render;

import com.google.protobuf.ByteString;

/** Keys of a permission, as people read them. */
public final class Ranges {
    private static final ByteString OPEN_END = ByteString.copyFrom(new byte[1]);
    private static final int BYTE_MAX = 0xFF;

    private Ranges() {}

    /** One key as it is; a range by its ends, and by its prefix if it has one. */
    public static String shown(ByteString key, ByteString rangeEnd) {
        if (rangeEnd.isEmpty()) {
            return key.toStringUtf8();
        }
        String range = interval(key, rangeEnd);
        return !key.isEmpty() && prefixEnd(key).equals(rangeEnd)
                ? range + " (prefix " + key.toStringUtf8() + ")"
                : range;
    }

    /** A range by its ends. */
    public static String interval(ByteString key, ByteString rangeEnd) {
        return "[" + key.toStringUtf8() + ", "
                + (rangeEnd.equals(OPEN_END) ? "<open ended>" : rangeEnd.toStringUtf8() + ")");
    }

    /** The first key behind all keys that begin with {@code prefix}, in the wire's notation. */
    public static ByteString prefixEnd(ByteString prefix) {
        for (int i = prefix.size() - 1; i >= 0; i--) {
            int last = prefix.byteAt(i) & BYTE_MAX;
            if (last < BYTE_MAX) {
                return prefix.substring(0, i).concat(ByteString.copyFrom(new byte[] {(byte) (last + 1)}));
            }
        }
        return OPEN_END;
    }
}
