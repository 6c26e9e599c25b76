package io.fairlead.server.storage.bolt;

import io.fairlead.api.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Gives pages their numbers, one after another, and keeps their bytes until they are fetched; or only counts them. */
final class PageOutput {
    private static final int FIRST_PAGE = 2;

    private final boolean countsOnly;
    private final Queue<ByteBuffer> ready = new ArrayDeque<>();
    private long next = FIRST_PAGE;

    PageOutput(boolean countsOnly) {
        this.countsOnly = countsOnly;
    }

    /** How many pages there are so far, the metas included. */
    long pages() {
        return next;
    }

    /** What was written and not fetched yet. */
    Queue<ByteBuffer> ready() {
        return ready;
    }

    /**
     * Writes a leaf and returns its page.
     *
     * @param flags of each element
     */
    long leaf(List<Bytes> keys, List<Bytes> values, int flags) {
        long size = leafSize(keys, values);
        long page = number(size);
        if (!countsOnly) {
            ByteBuffer bytes = begin(page, BoltFormat.LEAF, keys.size(), size);
            fillLeaf(bytes, keys, values, flags);
            ready.add(bytes.rewind());
        }
        return page;
    }

    /** Writes a branch over the first {@code count} children and returns its page. */
    long branch(List<Bytes> keys, List<Long> children, int count) {
        long size = BoltFormat.PAGE_HEAD_SIZE;
        for (int i = 0; i < count; i++) {
            size += BoltFormat.ELEMENT_SIZE + keys.get(i).size();
        }
        long page = number(size);
        if (!countsOnly) {
            ByteBuffer bytes = begin(page, BoltFormat.BRANCH, count, size);
            int data = BoltFormat.PAGE_HEAD_SIZE + count * BoltFormat.ELEMENT_SIZE;
            for (int i = 0; i < count; i++) {
                Bytes key = keys.get(i);
                bytes.putInt(data - bytes.position()).putInt(key.size()).putLong(children.get(i));
                data += key.size();
            }
            for (int i = 0; i < count; i++) {
                keys.get(i).copyTo(bytes);
            }
            ready.add(bytes.rewind());
        }
        return page;
    }

    /** The page image of a bucket that is small enough to stand in the place of its root. */
    static Bytes inlineLeaf(List<Bytes> keys, List<Bytes> values) {
        byte[] image = new byte[(int) leafSize(keys, values)];
        ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        putHead(bytes, 0, BoltFormat.LEAF, keys.size(), 0);
        fillLeaf(bytes, keys, values, 0);
        return Bytes.unsafeWrap(image);
    }

    private static long leafSize(List<Bytes> keys, List<Bytes> values) {
        long size = BoltFormat.PAGE_HEAD_SIZE;
        for (int i = 0; i < keys.size(); i++) {
            size += BoltFormat.ELEMENT_SIZE
                    + keys.get(i).size()
                    + (long) values.get(i).size();
        }
        return size;
    }

    private static void fillLeaf(ByteBuffer bytes, List<Bytes> keys, List<Bytes> values, int flags) {
        int data = BoltFormat.PAGE_HEAD_SIZE + keys.size() * BoltFormat.ELEMENT_SIZE;
        for (int i = 0; i < keys.size(); i++) {
            int keySize = keys.get(i).size();
            int valueSize = values.get(i).size();
            int distance = data - bytes.position();
            bytes.putInt(flags).putInt(distance).putInt(keySize).putInt(valueSize);
            data += keySize + valueSize;
        }
        for (int i = 0; i < keys.size(); i++) {
            keys.get(i).copyTo(bytes);
            values.get(i).copyTo(bytes);
        }
    }

    private long number(long size) {
        long page = next;
        next += pagesFor(size);
        return page;
    }

    private static ByteBuffer begin(long page, int kind, int count, long size) {
        long pages = pagesFor(size);
        ByteBuffer bytes = BoltFormat.allocate(Math.toIntExact(pages * BoltFormat.PAGE_SIZE));
        putHead(bytes, page, kind, count, (int) pages - 1);
        return bytes;
    }

    private static void putHead(ByteBuffer bytes, long page, int kind, int count, int overflow) {
        bytes.putLong(page).putShort((short) kind).putShort((short) count).putInt(overflow);
    }

    private static long pagesFor(long size) {
        return (size + BoltFormat.PAGE_SIZE - 1) / BoltFormat.PAGE_SIZE;
    }
}
