package io.fairlead.server.storage.bolt;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A database file that is read. Bytes behind the pages in use are nobody's and left alone, so a checksum may follow there.
 *
 * <p>{@link #walk} checks what bbolt's own check does: each page reached once, free, or neither where no free list is stored;
 * numbers, kinds and bounds of pages; order and ranges of keys. One thread at a time.
 */
public final class BoltFile {
    private static final int PAGE_SIZE_MIN = 512;
    private static final int PAGE_SIZE_MAX = 16 << 20;

    /** A tree with two children a branch would hold more entries than a file has bytes. */
    private static final int DEPTH_MAX = 64;

    private final DiskFile file;
    private final String name;
    private final BoltFormat.Meta meta;

    private BoltFile(DiskFile file, String name, BoltFormat.Meta meta) {
        this.file = file;
        this.name = name;
        this.meta = meta;
    }

    /**
     * Opens a database: finds its meta page.
     *
     * @param size how many bytes of the file may belong to it
     * @param name what error messages call the file
     * @throws DamagedBoltException if there is no valid meta page, or the file ends before the pages in use do
     */
    public static BoltFile open(DiskFile file, long size, String name) throws IOException {
        BoltFormat.Meta meta = newestMeta(file, size, name);
        if (meta.pages() < 2 || meta.pages() > Math.min(size / meta.pageSize(), Integer.MAX_VALUE)) {
            throw new DamagedBoltException(name + ": " + Long.toUnsignedString(meta.pages()) + " pages of "
                    + meta.pageSize() + " bytes are in use, the file has " + size + " bytes");
        }
        return new BoltFile(file, name, meta);
    }

    /** Of the two metas. Where the second one stands the first one tells; if that is damaged, it is looked for. */
    private static BoltFormat.Meta newestMeta(DiskFile file, long size, String name) throws IOException {
        DamagedBoltException first;
        try {
            BoltFormat.Meta meta = metaAt(file, 0, 0, size);
            try {
                BoltFormat.Meta second = metaAt(file, 1, meta.pageSize(), size);
                return second.transaction() > meta.transaction() ? second : meta;
            } catch (DamagedBoltException e) {
                return meta; // One of them may be torn by a crash; that is why there are two.
            }
        } catch (DamagedBoltException e) {
            first = e;
        }
        for (int pageSize = PAGE_SIZE_MIN; pageSize <= PAGE_SIZE_MAX; pageSize *= 2) {
            try {
                return metaAt(file, 1, pageSize, size);
            } catch (DamagedBoltException e) {
                // Not there; with no page size left the first meta's damage is the answer.
            }
        }
        throw new DamagedBoltException(name + ": " + first.getMessage());
    }

    private static BoltFormat.Meta metaAt(DiskFile file, int number, long position, long size) throws IOException {
        ByteBuffer bytes = BoltFormat.allocate(BoltFormat.META_END);
        bytes.limit((int) Math.max(0, Math.min(BoltFormat.META_END, size - position)));
        file.read(bytes, position);
        BoltFormat.Meta meta = BoltFormat.readMeta(bytes.flip());
        int pageSize = meta.pageSize();
        if (pageSize < PAGE_SIZE_MIN || pageSize > PAGE_SIZE_MAX || Integer.bitCount(pageSize) != 1) {
            throw new DamagedBoltException("pages of " + Integer.toUnsignedString(pageSize) + " bytes");
        }
        if (bytes.getLong(0) != number || (number == 1 && pageSize != position)) {
            throw new DamagedBoltException("a meta page in the wrong place");
        }
        return meta;
    }

    /** Bytes of the pages in use. */
    public long size() {
        return meta.pages() * meta.pageSize();
    }

    /**
     * Shows everything in it, and checks it on the way.
     *
     * @throws DamagedBoltException at the first rule that is broken; what was shown until then may be part of a whole
     */
    public void walk(BoltVisitor visitor) throws IOException {
        Walk walk = new Walk();
        walk.root(visitor);
        walk.checkFree();
    }

    private interface Entries {
        void entry(PageRun run, PageRun.Element element, Bytes key) throws IOException;
    }

    /** One walk: which pages it has seen. */
    private final class Walk {
        private final BitSet seen = new BitSet();

        /** The key before, across pages. */
        private @Nullable Bytes previous;

        void root(BoltVisitor visitor) throws IOException {
            tree(meta.root(), (run, element, key) -> {
                if (element.flags() != BoltFormat.BUCKET) {
                    throw run.damaged("an entry outside of any bucket");
                }
                Bytes before = previous;
                visitor.bucket(key);
                bucket(run, key, run.value(element), visitor);
                previous = before;
            });
        }

        private void bucket(PageRun run, Bytes bucket, Bytes value, BoltVisitor visitor) throws IOException {
            if (value.size() < BoltFormat.BUCKET_HEAD_SIZE) {
                throw run.damaged("bucket " + bucket + " has a head of " + value.size() + " bytes");
            }
            Entries entries = (leaf, element, key) -> {
                if (element.flags() != 0) {
                    throw leaf.damaged("a bucket within bucket " + bucket);
                }
                visitor.entry(key, leaf.value(element));
            };
            long root = value.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getLong();
            if (root != 0) {
                tree(root, entries);
                return;
            }
            previous = null;
            Bytes image = value.slice(BoltFormat.BUCKET_HEAD_SIZE, value.size());
            leaf(PageRun.inline(image, name + ", bucket " + bucket), Bytes.empty(), null, entries);
        }

        private void tree(long root, Entries entries) throws IOException {
            previous = null;
            page(root, 0, Bytes.empty(), null, entries);
        }

        /** @param low the first key is at least this one; {@code high} all are below that one, null for no bound */
        private void page(long number, int depth, Bytes low, @Nullable Bytes high, Entries entries) throws IOException {
            PageRun run = read(number, depth);
            if (run.isLeaf()) {
                leaf(run, low, high, entries);
                return;
            }
            if (run.count() == 0) {
                throw run.damaged("a branch without children");
            }
            PageRun.Element child = run.next(0);
            Bytes key = run.key(child);
            checkBounds(run, key, low, high);
            for (int i = 1; i <= run.count(); i++) {
                PageRun.Element nextChild = i < run.count() ? run.next(i) : null;
                Bytes nextKey = nextChild == null ? null : run.key(nextChild);
                if (nextKey != null && nextKey.compareTo(key) <= 0) {
                    throw run.damaged("keys out of order, element " + i);
                }
                checkBounds(run, key, low, high);
                page(child.child(), depth + 1, key, nextKey == null ? high : nextKey, entries);
                if (nextChild != null && nextKey != null) {
                    child = nextChild;
                    key = nextKey;
                }
            }
        }

        private void leaf(PageRun run, Bytes low, @Nullable Bytes high, Entries entries) throws IOException {
            for (int i = 0; i < run.count(); i++) {
                PageRun.Element element = run.next(i);
                Bytes key = run.key(element);
                checkBounds(run, key, low, high);
                Bytes before = previous;
                if (before != null && key.compareTo(before) <= 0) {
                    throw run.damaged("keys out of order, element " + i);
                }
                previous = key;
                entries.entry(run, element, key);
            }
        }

        private void checkBounds(PageRun run, Bytes key, Bytes low, @Nullable Bytes high) throws DamagedBoltException {
            if (key.compareTo(low) < 0 || (high != null && key.compareTo(high) >= 0)) {
                throw run.damaged("a key outside of the range that its branch gives");
            }
        }

        /** Reads and checks the head of a page, notes that it was reached, and reads its elements. */
        private PageRun read(long number, int depth) throws IOException {
            String where = name + ", page " + Long.toUnsignedString(number);
            if (number < 2 || number >= meta.pages()) {
                throw new DamagedBoltException(where + ": not one of the " + meta.pages() + " pages in use");
            }
            if (depth > DEPTH_MAX) {
                throw new DamagedBoltException(where + ": the tree is deeper than any can be");
            }
            ByteBuffer head = head(number, where);
            int kind = head.getShort(8);
            if (kind != BoltFormat.LEAF && kind != BoltFormat.BRANCH) {
                throw new DamagedBoltException(where + ": neither branch nor leaf");
            }
            long pages = reach(number, head, where);
            return PageRun.read(
                    file, number * meta.pageSize(), pages * meta.pageSize(), kind, head.getShort(10) & 0xFFFF, where);
        }

        private ByteBuffer head(long number, String where) throws IOException {
            ByteBuffer head = BoltFormat.allocate(BoltFormat.PAGE_HEAD_SIZE);
            if (file.read(head, number * meta.pageSize()) < head.capacity()) {
                throw new DamagedBoltException(where + ": the file ends within it");
            }
            if (head.getLong(0) != number) {
                throw new DamagedBoltException(where + ": calls itself " + Long.toUnsignedString(head.getLong(0)));
            }
            return head;
        }

        /** Notes the page and those that belong to it; says how many. */
        private long reach(long number, ByteBuffer head, String where) throws DamagedBoltException {
            long pages = 1 + (head.getInt(12) & 0xFFFF_FFFFL);
            if (number + pages > meta.pages()) {
                throw new DamagedBoltException(where + ": goes on beyond the pages in use");
            }
            int from = Math.toIntExact(number);
            int to = Math.toIntExact(number + pages);
            int taken = seen.nextSetBit(from);
            if (taken >= 0 && taken < to) {
                throw new DamagedBoltException(name + ", page " + taken + ": reached twice");
            }
            seen.set(from, to);
            return pages;
        }

        /** With a stored free list, each page that was not reached is in it once. */
        void checkFree() throws IOException {
            long number = meta.freeList();
            if (number == BoltFormat.NO_FREE_LIST) {
                return;
            }
            String where = name + ", page " + Long.toUnsignedString(number);
            if (number < 2 || number >= meta.pages()) {
                throw new DamagedBoltException(where + ": not one of the " + meta.pages() + " pages in use");
            }
            ByteBuffer head = head(number, where);
            if (head.getShort(8) != BoltFormat.FREE_LIST) {
                throw new DamagedBoltException(where + ": no free list");
            }
            long size = reach(number, head, where) * meta.pageSize();
            long position = number * meta.pageSize() + BoltFormat.PAGE_HEAD_SIZE;
            long count = head.getShort(10) & 0xFFFF;
            if (count == 0xFFFF) {
                count = longAt(position, where);
                position += Long.BYTES;
            }
            if (count < 0 || count > size / Long.BYTES) {
                throw new DamagedBoltException(where + ": a free list of " + count + " pages");
            }
            for (long i = 0; i < count; i++) {
                long free = longAt(position + i * Long.BYTES, where);
                if (free < 2 || free >= meta.pages() || seen.get(Math.toIntExact(free))) {
                    throw new DamagedBoltException(where + ": page " + Long.toUnsignedString(free)
                            + " is called free, and is in use, free already, or not there");
                }
                seen.set((int) free);
            }
            int lost = seen.nextClearBit(2);
            if (lost < meta.pages()) {
                throw new DamagedBoltException(name + ", page " + lost + ": neither in use nor free");
            }
        }

        private long longAt(long position, String where) throws IOException {
            ByteBuffer bytes = BoltFormat.allocate(Long.BYTES);
            if (file.read(bytes, position) < Long.BYTES) {
                throw new DamagedBoltException(where + ": the file ends within it");
            }
            return bytes.getLong(0);
        }
    }
}
