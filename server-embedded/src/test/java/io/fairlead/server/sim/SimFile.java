package io.fairlead.server.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * Content of a file: what programs see now, and what the platters have. The two differ in the sectors that wait to be forced,
 * and where the disk lied. Both arrays hold zeros behind their size.
 */
final class SimFile {
    static final int SECTOR_SIZE = 512;

    private byte[] seen = new byte[0];
    private int seenSize;
    private byte[] durable = new byte[0];
    private int durableSize;

    /** Sectors changed since the last force. */
    private final BitSet dirty = new BitSet();

    private final BitSet unreadable = new BitSet();

    /** Some sector that counts as clean has other bytes on the platters than programs see. */
    private boolean lied;

    /** Another file that has for good what is on the platters of this one. */
    SimFile durableCopy() {
        SimFile copy = new SimFile();
        copy.durable = durableContent();
        copy.durableSize = durableSize;
        copy.seen = durableContent();
        copy.seenSize = durableSize;
        return copy;
    }

    int size() {
        return seenSize;
    }

    int durableSize() {
        return durableSize;
    }

    int read(ByteBuffer target, long position) throws IOException {
        int count = (int) Math.max(0, Math.min(target.remaining(), seenSize - position));
        if (count > 0) {
            checkReadable((int) position, count);
            target.put(seen, (int) position, count);
        }
        return count;
    }

    private void checkReadable(int from, int count) throws IOException {
        if (unreadable.isEmpty()) {
            return;
        }
        int sector = unreadable.nextSetBit(from / SECTOR_SIZE);
        if (sector >= 0 && sector * SECTOR_SIZE < from + count) {
            throw new IOException("input/output error: sector " + sector + " can't be read");
        }
    }

    void write(ByteBuffer source, long position) {
        int from = Math.toIntExact(position);
        int count = source.remaining();
        if (count > 0) {
            put(source, from);
            dirty.set(Math.min(from, seenSize) / SECTOR_SIZE, sectorsUpTo(from + count));
            seenSize = Math.max(seenSize, from + count);
        }
    }

    /** A write that programs see and the platters never will. */
    void writeLost(ByteBuffer source, long position) {
        int from = Math.toIntExact(position);
        int count = source.remaining();
        put(source, from);
        seenSize = Math.max(seenSize, from + count);
        lied = true;
    }

    /** A write that programs see and that the platters have in the sectors from {@code sector} on, as far as there are any. */
    void writeMisdirected(ByteBuffer source, long position, int sector) {
        int from = Math.toIntExact(position);
        int count = source.remaining();
        writeLost(source, position);
        int begin = from / SECTOR_SIZE * SECTOR_SIZE;
        int to = sector * SECTOR_SIZE;
        int copied = Math.min(sectorsUpTo(from + count) * SECTOR_SIZE - begin, durableSize - to);
        if (copied > 0) {
            byte[] misled = Arrays.copyOfRange(seen, begin, begin + copied);
            System.arraycopy(misled, 0, durable, to, copied);
        }
    }

    private void put(ByteBuffer source, int from) {
        int to = from + source.remaining();
        reserve(to);
        source.get(seen, from, to - from);
        if (!unreadable.isEmpty()) {
            unreadable.clear(from / SECTOR_SIZE, sectorsUpTo(to));
        }
    }

    void preallocate(long size) {
        int to = Math.toIntExact(size);
        if (to > seenSize) {
            reserve(to);
            dirty.set(seenSize / SECTOR_SIZE, sectorsUpTo(to));
            seenSize = to;
        }
    }

    void truncate(long size) {
        int to = Math.toIntExact(size);
        if (to < seenSize) {
            Arrays.fill(seen, to, seenSize, (byte) 0);
            dirty.set(to / SECTOR_SIZE, sectorsUpTo(seenSize));
            unreadable.clear(sectorsUpTo(to), Integer.MAX_VALUE);
            seenSize = to;
        }
    }

    void force() {
        for (int sector = dirty.nextSetBit(0); sector >= 0; sector = dirty.nextSetBit(sector + 1)) {
            reachPlatters(sector);
        }
        reserveDurable(seenSize);
        durableSize = seenSize;
        dirty.clear();
    }

    /** Some of the changed sectors reach the platters, all of them count as clean. */
    void forceFails(RandomGenerator random) {
        for (int sector = dirty.nextSetBit(0); sector >= 0; sector = dirty.nextSetBit(sector + 1)) {
            if (random.nextBoolean()) {
                reachPlatters(sector);
                durableSize = Math.max(durableSize, Math.min(seenSize, (sector + 1) * SECTOR_SIZE));
            }
        }
        dirty.clear();
        lied = true;
    }

    boolean isLying() {
        return lied;
    }

    /** Flips bits that lie still on the disk. */
    void damage(int position, int mask) {
        seen[position] ^= (byte) mask;
        if (position < durableSize) {
            durable[position] ^= (byte) mask;
        }
    }

    void makeUnreadable(int position) {
        unreadable.set(position / SECTOR_SIZE);
    }

    byte[] content() {
        return Arrays.copyOf(seen, seenSize);
    }

    byte[] durableContent() {
        return Arrays.copyOf(durable, durableSize);
    }

    /** What the system had in memory of clean sectors is read from the platters when it is asked for next. */
    void dropCache() {
        if (!lied) {
            return;
        }
        for (int sector = 0; sector * SECTOR_SIZE < durableSize; sector++) {
            if (!dirty.get(sector)) {
                int from = sector * SECTOR_SIZE;
                int count = Math.min(SECTOR_SIZE, Math.min(seenSize, durableSize) - from);
                System.arraycopy(durable, from, seen, from, Math.max(0, count));
            }
        }
        if (durableSize < seenSize) {
            forgetBehind(durableSize);
        }
        lied = !dirty.isEmpty();
    }

    /** Clean bytes behind what the platters have were never there. */
    private void forgetBehind(int size) {
        for (int sector = size / SECTOR_SIZE; sector * SECTOR_SIZE < seenSize; sector++) {
            if (!dirty.get(sector)) {
                int from = Math.max(size, sector * SECTOR_SIZE);
                Arrays.fill(seen, from, Math.min(seenSize, (sector + 1) * SECTOR_SIZE), (byte) 0);
            }
        }
    }

    /**
     * What is left after a power cut: forced bytes, and of the rest nothing, everything, the first part, or any sectors. A
     * changed size may have been kept, or not, or in part.
     */
    void crash(RandomGenerator random) {
        if (dirty.isEmpty() && durableSize == seenSize && !lied) {
            return;
        }
        int mode = random.nextInt(4);
        int size = sizeAfterCrash(random, mode);
        int firstLost = random.nextInt(sectorsUpTo(Math.max(size, seenSize)) + 1);
        for (int sector = dirty.nextSetBit(0); sector >= 0; sector = dirty.nextSetBit(sector + 1)) {
            boolean kept = switch (mode) {
                case 0 -> false;
                case 1 -> true;
                case 2 -> sector < firstLost;
                default -> random.nextBoolean();
            };
            if (kept) {
                reachPlatters(sector);
            }
        }
        reserveDurable(size);
        Arrays.fill(durable, size, durable.length, (byte) 0);
        durableSize = size;
        seen = Arrays.copyOf(durable, size);
        seenSize = size;
        dirty.clear();
        lied = false;
    }

    private int sizeAfterCrash(RandomGenerator random, int mode) {
        if (mode == 1) {
            return seenSize;
        }
        if (mode == 0) {
            return durableSize;
        }
        if (seenSize < durableSize) {
            return random.nextBoolean() ? seenSize : durableSize;
        }
        return durableSize + random.nextInt(seenSize - durableSize + 1);
    }

    private void reachPlatters(int sector) {
        int from = sector * SECTOR_SIZE;
        reserveDurable(from + SECTOR_SIZE);
        int count = Math.max(0, Math.min(SECTOR_SIZE, seen.length - from));
        System.arraycopy(seen, Math.min(from, seen.length), durable, from, count);
        Arrays.fill(durable, from + count, from + SECTOR_SIZE, (byte) 0);
    }

    private void reserve(int size) {
        if (size > seen.length) {
            seen = Arrays.copyOf(seen, Math.max(size, Math.min(2 * seen.length, 1 << 26)));
        }
    }

    private void reserveDurable(int size) {
        if (size > durable.length) {
            durable = Arrays.copyOf(durable, Math.max(sectorsUpTo(size) * SECTOR_SIZE, seen.length));
        }
    }

    private static int sectorsUpTo(int size) {
        return (size + SECTOR_SIZE - 1) / SECTOR_SIZE;
    }
}
