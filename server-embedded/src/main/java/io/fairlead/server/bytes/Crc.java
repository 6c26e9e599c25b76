package io.fairlead.server.bytes;

import io.fairlead.api.Bytes;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A running CRC-32C (Castagnoli) that can go on from any earlier value.
 *
 * <p>The JDK's {@link CRC32C} is fast, being compiled to one machine instruction, but always starts at zero, while the log's
 * chain of checksums goes on over segments and restarts. The way out: four bytes move the checksum's register from its start
 * to any wanted state, so a continued checksum is a fresh one that has been fed the four bytes which lead to the earlier
 * value. They are found by walking the table backwards once a restart; every byte after them runs at full speed.
 *
 * <p>Values are the unsigned 32 bits in an {@code int}. Not safe for use by several threads.
 */
public final class Crc {
    private static final int POLYNOMIAL_REFLECTED = 0x82F63B78;

    /** What one byte does to the register. */
    private static final int[] TABLE = new int[256];

    /** For each top byte of a table entry, the index of that entry; all top bytes differ. */
    private static final int[] INDEX_OF_TOP_BYTE = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int remainder = i;
            for (int bit = 0; bit < 8; bit++) {
                remainder = (remainder & 1) == 0 ? remainder >>> 1 : (remainder >>> 1) ^ POLYNOMIAL_REFLECTED;
            }
            TABLE[i] = remainder;
            INDEX_OF_TOP_BYTE[remainder >>> 24] = i;
        }
    }

    private final CRC32C running = new CRC32C();

    /** Starts from nothing: value 0. */
    public Crc() {}

    private Crc(int earlier) {
        running.update(leadingTo(earlier));
    }

    /** Goes on from {@code earlier}, as if all the bytes that led to it had been added here. */
    public static Crc continuing(int earlier) {
        return earlier == 0 ? new Crc() : new Crc(earlier);
    }

    /** The checksum of {@code bytes} alone. */
    public static int of(Bytes bytes) {
        Crc crc = new Crc();
        crc.update(bytes);
        return crc.value();
    }

    /** The checksum after adding {@code bytes} to what led to {@code earlier}. */
    public static int update(int earlier, Bytes bytes) {
        Crc crc = continuing(earlier);
        crc.update(bytes);
        return crc.value();
    }

    public void update(Bytes bytes) {
        running.update(bytes.unsafeArray(), bytes.unsafeOffset(), bytes.size());
    }

    public void update(byte[] bytes, int offset, int size) {
        running.update(bytes, offset, size);
    }

    /** Adds the remaining bytes of {@code buffer} and moves its position to its limit. */
    public void update(ByteBuffer buffer) {
        running.update(buffer);
    }

    public int value() {
        return (int) running.getValue();
    }

    /** The four bytes whose checksum is {@code wanted}. */
    private static byte[] leadingTo(int wanted) {
        int[] indexes = new int[4];
        int register = ~wanted;
        for (int step = 3; step >= 0; step--) {
            // The top byte of a register after a step names the table entry of that step; the low byte before it stays
            // unknown, which is why no more than four steps can be walked back.
            indexes[step] = INDEX_OF_TOP_BYTE[register >>> 24];
            register = (register ^ TABLE[indexes[step]]) << 8;
        }
        byte[] bytes = new byte[4];
        register = -1;
        for (int step = 0; step < 4; step++) {
            bytes[step] = (byte) (register ^ indexes[step]);
            register = TABLE[indexes[step]] ^ (register >>> 8);
        }
        return bytes;
    }
}
