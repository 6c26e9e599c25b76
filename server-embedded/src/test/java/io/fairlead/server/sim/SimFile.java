package io.fairlead.server.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/** Content of a file: what programs see now, and what the platters have. */
final class SimFile {
    static final int SECTOR_SIZE = 512;

    private byte[] seen = new byte[0];
    private int seenSize;
    private byte[] durable = new byte[0];

    /** Sectors changed since the last force. */
    private final BitSet dirty = new BitSet();

    int size() {
        return seenSize;
    }

    int read(ByteBuffer target, long position) {
        int count = (int) Math.max(0, Math.min(target.remaining(), seenSize - position));
        if (count > 0) {
            target.put(seen, (int) position, count);
        }
        return count;
    }

    void write(ByteBuffer source, long position) {
        int from = Math.toIntExact(position);
        int count = source.remaining();
        int to = from + count;
        if (count == 0) {
            return;
        }
        reserve(to);
        source.get(seen, from, count);
        markDirty(Math.min(from, seenSize), to);
        seenSize = Math.max(seenSize, to);
    }

    void preallocate(long size) {
        int to = Math.toIntExact(size);
        if (to > seenSize) {
            reserve(to);
            markDirty(seenSize, to);
            seenSize = to;
        }
    }

    void truncate(long size) {
        int to = Math.toIntExact(size);
        if (to < seenSize) {
            Arrays.fill(seen, to, seenSize, (byte) 0);
            markDirty(to, seenSize);
            seenSize = to;
        }
    }

    void force() {
        durable = Arrays.copyOf(seen, seenSize);
        dirty.clear();
    }

    /** Flips bits that lie still on the disk. */
    void damage(int position, int mask) {
        seen[position] ^= (byte) mask;
        if (position < durable.length) {
            durable[position] ^= (byte) mask;
        }
    }

    byte[] content() {
        return Arrays.copyOf(seen, seenSize);
    }

    /**
     * What is left after a power cut: forced bytes, and of the rest nothing, everything, the first part, or any sectors. A
     * changed size may have been kept, or not, or in part.
     */
    void crash(RandomGenerator random) {
        if (dirty.isEmpty() && durable.length == seenSize) {
            return;
        }
        int mode = random.nextInt(4);
        int size = sizeAfterCrash(random, mode);
        byte[] left = new byte[size];
        int sectors = (Math.max(size, seenSize) + SECTOR_SIZE - 1) / SECTOR_SIZE;
        int firstLost = random.nextInt(sectors + 1);
        for (int sector = 0; sector < sectors; sector++) {
            boolean kept = !dirty.get(sector)
                    || switch (mode) {
                        case 0 -> false;
                        case 1 -> true;
                        case 2 -> sector < firstLost;
                        default -> random.nextBoolean();
                    };
            byte[] source = kept ? seen : durable;
            int sourceSize = kept ? seenSize : durable.length;
            int from = sector * SECTOR_SIZE;
            int count = Math.min(Math.min(SECTOR_SIZE, size - from), sourceSize - from);
            if (count > 0) {
                System.arraycopy(source, from, left, from, count);
            }
        }
        seen = left;
        seenSize = size;
        force();
    }

    private int sizeAfterCrash(RandomGenerator random, int mode) {
        if (mode == 1) {
            return seenSize;
        }
        if (mode == 0) {
            return durable.length;
        }
        if (seenSize < durable.length) {
            return random.nextBoolean() ? seenSize : durable.length;
        }
        return durable.length + random.nextInt(seenSize - durable.length + 1);
    }

    private void reserve(int size) {
        if (size > seen.length) {
            seen = Arrays.copyOf(seen, Math.max(size, Math.min(2 * seen.length, 1 << 26)));
        }
    }

    private void markDirty(int from, int to) {
        dirty.set(from / SECTOR_SIZE, (to + SECTOR_SIZE - 1) / SECTOR_SIZE);
    }
}
