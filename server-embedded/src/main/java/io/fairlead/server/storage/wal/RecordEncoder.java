package io.fairlead.server.storage.wal;

import io.fairlead.api.Bytes;
import io.fairlead.server.bytes.Crc;
import io.fairlead.server.bytes.Varint;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raftcodec.EntryCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Collects framed records in memory and keeps the chain of checksums. Nothing is framed twice: a record's head is computed
 * first, then head and data are copied once.
 */
final class RecordEncoder {
    private static final int FIRST_CAPACITY = 64 << 10;
    private static final int CAPACITY_KEPT = 4 << 20;

    /** Three tags, type, crc, size of the data. */
    private static final int RECORD_HEAD_SIZE_MAX = 3 + 1 + 5 + 5;

    private static final int TYPE_TAG = 1 << 3;
    private static final int CRC_TAG = 2 << 3;
    private static final int DATA_TAG = 3 << 3 | 2;

    private final Crc chain;
    private final byte[] recordHead = new byte[RECORD_HEAD_SIZE_MAX];
    private final byte[] entryHead = new byte[EntryCodec.HEAD_SIZE_MAX];
    private ByteBuffer buffer = allocate(FIRST_CAPACITY);

    /** @param crc the chain's value so far */
    RecordEncoder(int crc) {
        chain = Crc.continuing(crc);
    }

    int crc() {
        return chain.value();
    }

    /** A record that carries the chain's value over and adds nothing to it. */
    void addCrc() {
        int headSize = putRecordHead(RecordType.CRC);
        startFrame(headSize, 0);
        endFrame(headSize);
    }

    void add(RecordType type, Bytes data) {
        chain.update(data);
        int headSize = putRecordHead(type, data.size());
        startFrame(headSize, data.size());
        data.copyTo(buffer);
        endFrame(headSize + data.size());
    }

    void add(Entry entry) {
        int entryHeadSize = EntryCodec.putHead(entryHead, 0, entry);
        chain.update(entryHead, 0, entryHeadSize);
        chain.update(entry.data());
        int dataSize = entryHeadSize + entry.data().size();
        int headSize = putRecordHead(RecordType.ENTRY, dataSize);
        startFrame(headSize, dataSize);
        buffer.put(entryHead, 0, entryHeadSize);
        entry.data().copyTo(buffer);
        endFrame(headSize + dataSize);
    }

    /** Bytes collected since the last {@link #clear()}. */
    int size() {
        return buffer.position();
    }

    /** A view of what was collected; valid until the next change. */
    ByteBuffer collected() {
        return buffer.duplicate().flip();
    }

    void clear() {
        buffer.clear();
        if (buffer.capacity() > CAPACITY_KEPT) {
            buffer = allocate(FIRST_CAPACITY);
        }
    }

    private int putRecordHead(RecordType type) {
        recordHead[0] = TYPE_TAG;
        recordHead[1] = (byte) type.number();
        recordHead[2] = CRC_TAG;
        return Varint.put(recordHead, 3, Integer.toUnsignedLong(chain.value()));
    }

    private int putRecordHead(RecordType type, int dataSize) {
        int at = putRecordHead(type);
        recordHead[at++] = DATA_TAG;
        return Varint.put(recordHead, at, dataSize);
    }

    private void startFrame(int headSize, int dataSize) {
        long recordSize = (long) headSize + dataSize;
        reserve(Frame.size(Frame.head(recordSize)));
        buffer.putLong(Frame.head(recordSize));
        buffer.put(recordHead, 0, headSize);
    }

    private void endFrame(int recordSize) {
        for (int i = Frame.paddingOf(recordSize); i > 0; i--) {
            buffer.put((byte) 0);
        }
    }

    private void reserve(long more) {
        long needed = buffer.position() + more;
        if (needed > buffer.capacity()) {
            ByteBuffer larger = allocate(Math.toIntExact(Math.max(needed, Math.min(2L * buffer.capacity(), 1 << 30))));
            larger.put(buffer.flip());
            buffer = larger;
        }
    }

    private static ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }
}
