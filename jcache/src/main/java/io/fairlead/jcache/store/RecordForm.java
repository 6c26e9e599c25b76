package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * How every record begins that is written beside others' writes: one byte for the version, eight for the write id, big-endian.
 */
final class RecordForm {
    /** Bytes before what is the record's own. */
    static final int HEAD = 1 + Long.BYTES;

    private static final byte VERSION = 1;

    private RecordForm() {}

    /** A buffer with the head in it and so much room behind. */
    static ByteBuffer begin(long writeId, int room) {
        return ByteBuffer.allocate(HEAD + room).put(VERSION).putLong(writeId);
    }

    static Bytes end(ByteBuffer record) {
        return Bytes.unsafeWrap(record.array(), record.arrayOffset(), record.position());
    }

    /** A buffer positioned at the write id. */
    static ByteBuffer read(Bytes record) {
        ByteBuffer buffer = record.asByteBuffer();
        if (buffer.remaining() < HEAD || buffer.get() != VERSION) {
            throw new UnreadableRecordException("a record of " + record.size() + " bytes is not of version " + VERSION);
        }
        return buffer;
    }

    /** Who wrote this; empty for what is no such record. */
    static OptionalLong writeId(Bytes record) {
        return record.size() < HEAD || record.at(0) != VERSION
                ? OptionalLong.empty()
                : OptionalLong.of(record.asByteBuffer().getLong(1));
    }
}
