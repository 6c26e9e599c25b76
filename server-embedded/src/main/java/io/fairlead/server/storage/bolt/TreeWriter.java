package io.fairlead.server.storage.bolt;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.Invariant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the tree of one bucket from entries that come in order: leaves as they fill, and over them a branch a level, which
 * goes out when it is full. Nothing that went out is needed again.
 *
 * <p>The last two children of a level are held back until it ends, so that no branch is left with one child: bbolt, when it
 * deletes, relies on two.
 */
final class TreeWriter {
    /** A bucket of at most this size stands in its place in the root, as bbolt does it. */
    private static final int INLINE_MAX = BoltFormat.PAGE_SIZE / 4;

    private static final int HELD_BACK = 2;

    private final PageOutput output;
    private final int elementFlags;
    private final List<Bytes> keys = new ArrayList<>();
    private final List<Bytes> values = new ArrayList<>();
    private long leafSize = BoltFormat.PAGE_HEAD_SIZE;
    private final List<Level> levels = new ArrayList<>();

    /** Children that wait for their branch. */
    private static final class Level {
        final List<Bytes> keys = new ArrayList<>();
        final List<Long> pages = new ArrayList<>();
        long size = BoltFormat.PAGE_HEAD_SIZE;

        void add(Bytes key, long page) {
            keys.add(key);
            pages.add(page);
            size += BoltFormat.ELEMENT_SIZE + key.size();
        }

        /** Writes a branch over the first {@code count} children and forgets them. */
        long emit(PageOutput output, int count) {
            long page = output.branch(keys, pages, count);
            for (Bytes key : keys.subList(0, count)) {
                size -= BoltFormat.ELEMENT_SIZE + key.size();
            }
            keys.subList(0, count).clear();
            pages.subList(0, count).clear();
            return page;
        }
    }

    /** @param elementFlags what each leaf element carries */
    TreeWriter(PageOutput output, int elementFlags) {
        this.output = output;
        this.elementFlags = elementFlags;
    }

    void add(Bytes key, Bytes value) {
        Invariant.check(!key.isEmpty() && key.size() <= BoltFormat.KEY_SIZE_MAX, "size of a key", key.size(), 0);
        long size = BoltFormat.ELEMENT_SIZE + key.size() + (long) value.size();
        if (!keys.isEmpty() && leafSize + size > BoltFormat.PAGE_SIZE) {
            emitLeaf();
        }
        keys.add(key);
        values.add(value);
        leafSize += size;
    }

    /** Ends the tree; returns its root page. */
    long finish() {
        if (levels.isEmpty()) {
            return output.leaf(keys, values, elementFlags);
        }
        emitLeaf();
        int level = 0;
        while (true) {
            Level last = levels.get(level);
            Bytes first = last.keys.get(0);
            long page = last.emit(output, last.keys.size());
            level++;
            if (level == levels.size()) {
                return page;
            }
            addChild(level, first, page);
        }
    }

    /** Ends the tree; returns what stands for the bucket in the root. */
    Bytes finishBucket() {
        if (levels.isEmpty() && leafSize <= INLINE_MAX) {
            return bucketHead(0).concat(PageOutput.inlineLeaf(keys, values));
        }
        return bucketHead(finish());
    }

    private static Bytes bucketHead(long root) {
        byte[] head = new byte[BoltFormat.BUCKET_HEAD_SIZE];
        ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).putLong(root);
        return Bytes.unsafeWrap(head);
    }

    private void emitLeaf() {
        Bytes first = keys.get(0).compact();
        long page = output.leaf(keys, values, elementFlags);
        keys.clear();
        values.clear();
        leafSize = BoltFormat.PAGE_HEAD_SIZE;
        addChild(0, first, page);
    }

    private void addChild(int at, Bytes key, long page) {
        if (at == levels.size()) {
            levels.add(new Level());
        }
        Level level = levels.get(at);
        level.add(key, page);
        int ready = level.keys.size() - HELD_BACK;
        if (level.size > BoltFormat.PAGE_SIZE && ready >= 2) {
            Bytes first = level.keys.get(0);
            long branch = level.emit(output, ready);
            addChild(at + 1, first, branch);
        }
    }
}
