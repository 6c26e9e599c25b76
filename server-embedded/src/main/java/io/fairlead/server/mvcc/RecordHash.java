package io.fairlead.server.mvcc;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.backend.RevisionRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * CRC over records as they would stand in etcd's bucket {@code key}: the bucket's name, then of each record the revision (17
 * bytes, 18 for a tombstone) and the {@code mvccpb.KeyValue}, of which a tombstone has the key alone.
 */
final class RecordHash {
    private static final int KEY = field(1, 2);
    private static final int CREATE_REVISION = field(2, 0);
    private static final int MOD_REVISION = field(3, 0);
    private static final int VERSION = field(4, 0);
    private static final int VALUE = field(5, 2);
    private static final int LEASE = field(6, 0);

    private final CRC32C crc;

    /** Holds the numbers between key and value; the longest run is four of them. */
    private final ByteBuffer numbers = ByteBuffer.allocate(64);

    RecordHash() {
        this(new CRC32C());
    }

    /** Goes on from what {@code crc} was given before. */
    RecordHash(CRC32C crc) {
        this.crc = crc;
        crc.update("key".getBytes(StandardCharsets.US_ASCII));
    }

    void add(RevisionRecord record) {
        numbers.putLong(record.main()).put((byte) '_').putLong(record.sub());
        if (record.tombstone()) {
            numbers.put((byte) 't');
        }
        bytesField(KEY, record.key());
        // No key: what a restore left that raised the revision. It holds nothing.
        if (!record.tombstone() && !record.key().isEmpty()) {
            number(CREATE_REVISION, record.createRevision());
            number(MOD_REVISION, record.main());
            number(VERSION, record.version());
            bytesField(VALUE, record.value());
            number(LEASE, record.lease());
        }
        flush();
    }

    int value() {
        return (int) crc.getValue();
    }

    private void bytesField(int tag, Bytes value) {
        if (value.isEmpty()) {
            return;
        }
        numbers.put((byte) tag);
        varint(value.size());
        flush();
        crc.update(value.unsafeArray(), value.unsafeOffset(), value.size());
    }

    private void number(int tag, long value) {
        if (value != 0) {
            numbers.put((byte) tag);
            varint(value);
        }
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            numbers.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        numbers.put((byte) rest);
    }

    private void flush() {
        crc.update(numbers.array(), 0, numbers.position());
        numbers.clear();
    }

    private static int field(int number, int wireType) {
        return number << 3 | wireType;
    }
}
