package io.fairlead.server.storage.bolt;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A page with those that belong to it, or the image of one inside a bucket, as elements. A long one stays in the file: its
 * elements are in memory, keys and values are fetched one by one.
 */
final class PageRun {
    /** Up to this size a run is read at once. */
    private static final int WHOLE_MAX = 1 << 20;

    private final String where;
    private final long size;
    private final int kind;
    private final int count;

    /** The beginning of the run: all of it, or head and elements. */
    private final ByteBuffer head;

    private final @Nullable DiskFile file;
    private final long position;

    /** End of the data of the elements asked for so far: the next one begins there or later. */
    private long dataEnd;

    /** One element: where its key stands in the run, and what else it says. */
    record Element(long key, int keySize, int valueSize, int flags, long child) {}

    private PageRun(
            String where, long size, int kind, int count, ByteBuffer head, @Nullable DiskFile file, long position) {
        this.where = where;
        this.size = size;
        this.kind = kind;
        this.count = count;
        this.head = head;
        this.file = file;
        this.position = position;
        this.dataEnd = BoltFormat.PAGE_HEAD_SIZE + (long) count * BoltFormat.ELEMENT_SIZE;
    }

    /** The image of a leaf that stands in the value of a bucket. */
    static PageRun inline(Bytes image, String where) throws DamagedBoltException {
        if (image.size() < BoltFormat.PAGE_HEAD_SIZE) {
            throw new DamagedBoltException(where + ": an inline bucket of " + image.size() + " bytes");
        }
        ByteBuffer bytes = image.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getLong(0) != 0 || bytes.getInt(12) != 0 || bytes.getShort(8) != BoltFormat.LEAF) {
            throw new DamagedBoltException(where + ": an inline bucket that is no leaf");
        }
        int count = bytes.getShort(10) & 0xFFFF;
        PageRun run = new PageRun(where, image.size(), BoltFormat.LEAF, count, bytes, null, 0);
        run.checkElementsFit();
        return run;
    }

    /** The run at {@code position}, of {@code size} bytes in all, whose head was read. */
    static PageRun read(DiskFile file, long position, long size, int kind, int count, String where) throws IOException {
        long elements = BoltFormat.PAGE_HEAD_SIZE + (long) count * BoltFormat.ELEMENT_SIZE;
        long wanted = size <= WHOLE_MAX ? size : Math.min(size, elements);
        ByteBuffer bytes = BoltFormat.allocate((int) wanted);
        if (file.read(bytes, position) < wanted) {
            throw new DamagedBoltException(where + ": the file ends within it");
        }
        PageRun run = new PageRun(where, size, kind, count, bytes.rewind(), file, position);
        run.checkElementsFit();
        return run;
    }

    private void checkElementsFit() throws DamagedBoltException {
        if (dataEnd > size) {
            throw damaged(count + " elements in " + size + " bytes");
        }
    }

    boolean isLeaf() {
        return kind == BoltFormat.LEAF;
    }

    int count() {
        return count;
    }

    /** The element at {@code index}; to be asked for in order, each once. */
    Element next(int index) throws DamagedBoltException {
        int at = BoltFormat.PAGE_HEAD_SIZE + index * BoltFormat.ELEMENT_SIZE;
        boolean leaf = isLeaf();
        int flags = leaf ? head.getInt(at) : 0;
        long key = at + (head.getInt(leaf ? at + 4 : at) & 0xFFFF_FFFFL);
        long keySize = head.getInt(leaf ? at + 8 : at + 4) & 0xFFFF_FFFFL;
        long valueSize = leaf ? head.getInt(at + 12) & 0xFFFF_FFFFL : 0;
        if (keySize == 0 || keySize > BoltFormat.KEY_SIZE_MAX) {
            throw damaged("element " + index + " has a key of " + keySize + " bytes");
        }
        if (key < dataEnd || key + keySize + valueSize > size) {
            throw damaged("element " + index + " lies outside its page, or over another");
        }
        if (valueSize > BoltFormat.VALUE_SIZE_MAX) {
            throw damaged("element " + index + " has a value of " + valueSize + " bytes");
        }
        dataEnd = key + keySize + valueSize;
        return new Element(key, (int) keySize, (int) valueSize, flags, leaf ? 0 : head.getLong(at + 8));
    }

    Bytes key(Element element) throws IOException {
        return bytes(element.key, element.keySize);
    }

    Bytes value(Element element) throws IOException {
        return bytes(element.key + element.keySize, element.valueSize);
    }

    private Bytes bytes(long at, int length) throws IOException {
        byte[] copy = new byte[length];
        if (at + length <= head.limit()) {
            head.get((int) at, copy);
        } else if (file == null || file.read(ByteBuffer.wrap(copy), position + at) < length) {
            throw damaged("the file ends within an element");
        }
        return Bytes.unsafeWrap(copy);
    }

    DamagedBoltException damaged(String what) {
        return new DamagedBoltException(where + ": " + what);
    }
}
