package io.fairlead.server.storage.bolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers and layouts that reader and writer share; see the sign of this room. */
final class BoltFormat {
    static final int PAGE_SIZE = 4096;
    static final int PAGE_HEAD_SIZE = 16;
    static final int ELEMENT_SIZE = 16;
    static final int BUCKET_HEAD_SIZE = 16;
    static final int META_END = 80;

    static final int BRANCH = 1;
    static final int LEAF = 2;
    static final int META = 4;
    static final int FREE_LIST = 16;

    /** Flag of a leaf element whose value is a bucket. */
    static final int BUCKET = 1;

    /** In place of the free list's page: it is not stored. */
    static final long NO_FREE_LIST = -1;

    static final int KEY_SIZE_MAX = 32_768;

    /** More than any request of etcd carries; what is larger comes from damage, and would cost as much memory. */
    static final int VALUE_SIZE_MAX = 128 << 20;

    private static final int MAGIC = 0xED0CDAED;
    private static final int VERSION = 2;
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private BoltFormat() {}

    /** What a meta page says. */
    record Meta(int pageSize, long root, long freeList, long pages, long transaction) {}

    static ByteBuffer allocate(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A whole meta page. */
    static ByteBuffer writeMeta(int number, Meta meta) {
        ByteBuffer page = allocate(meta.pageSize);
        page.putLong(number).putShort((short) META).putShort((short) 0).putInt(0);
        page.putInt(MAGIC).putInt(VERSION).putInt(meta.pageSize).putInt(0);
        page.putLong(meta.root)
                .putLong(0)
                .putLong(meta.freeList)
                .putLong(meta.pages)
                .putLong(meta.transaction);
        page.putLong(checksum(page, page.position()));
        return page.rewind();
    }

    /**
     * Reads the meta at the start of {@code page}.
     *
     * @throws DamagedBoltException with what is wrong with it
     */
    static Meta readMeta(ByteBuffer page) throws DamagedBoltException {
        if (page.limit() < META_END) {
            throw new DamagedBoltException("the file is too short");
        }
        if (page.getInt(16) != MAGIC) {
            throw new DamagedBoltException("not a database: wrong magic number");
        }
        if (page.getInt(20) != VERSION) {
            throw new DamagedBoltException("version " + Integer.toUnsignedString(page.getInt(20)) + " of the format");
        }
        if (page.getLong(72) != checksum(page, 72)) {
            throw new DamagedBoltException("wrong checksum of the meta page");
        }
        return new Meta(page.getInt(24), page.getLong(32), page.getLong(48), page.getLong(56), page.getLong(64));
    }

    /** Of the meta's fields, which begin behind the head of the page. */
    private static long checksum(ByteBuffer page, int end) {
        long hash = FNV_BASIS;
        for (int i = PAGE_HEAD_SIZE; i < end; i++) {
            hash = (hash ^ (page.get(i) & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }
}
