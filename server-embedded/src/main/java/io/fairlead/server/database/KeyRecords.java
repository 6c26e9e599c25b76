package io.fairlead.server.database;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.server.storage.backend.RevisionRecord;
import io.fairlead.server.storage.bolt.DamagedBoltException;
import java.nio.ByteBuffer;

/**
 * Revision records as entries of etcd's bucket {@code key}: the revision is the key, with a mark behind it where the entry is a
 * tombstone; the value is a {@code KeyValue}, of which a tombstone has the key alone.
 *
 * <p>An entry with nothing in its value is what a restore leaves that was asked to raise the revision. It is a record without a
 * key, since no request can make one.
 */
final class KeyRecords {
    private static final int REVISION_SIZE = 17;
    private static final byte SEPARATOR = '_';
    private static final byte TOMBSTONE = 't';

    private KeyRecords() {}

    static Bytes key(RevisionRecord record) {
        return revision(record.main(), record.sub(), record.tombstone());
    }

    /** A revision as it stands in bucket {@code key}, and in {@code meta} for compactions. */
    static Bytes revision(long main, int sub, boolean tombstone) {
        ByteBuffer bytes = ByteBuffer.allocate(tombstone ? REVISION_SIZE + 1 : REVISION_SIZE);
        bytes.putLong(main).put(SEPARATOR).putLong(sub);
        if (tombstone) {
            bytes.put(TOMBSTONE);
        }
        return Bytes.unsafeWrap(bytes.array());
    }

    static Bytes value(RevisionRecord record) {
        if (record.key().isEmpty()) {
            return Bytes.empty();
        }
        KeyValue.Builder value = KeyValue.newBuilder().setKey(wire(record.key()));
        if (!record.tombstone()) {
            value.setCreateRevision(record.createRevision())
                    .setModRevision(record.main())
                    .setVersion(record.version())
                    .setValue(wire(record.value()))
                    .setLease(record.lease());
        }
        return Bytes.unsafeWrap(value.build().toByteArray());
    }

    /** The revision in a key of the bucket, from which the tombstone mark is left away. */
    static long main(Bytes key) throws DamagedBoltException {
        boolean shape = key.size() == REVISION_SIZE || (key.size() == REVISION_SIZE + 1 && isTombstone(key));
        long main = shape ? key.asByteBuffer().getLong() : 0;
        if (!shape || key.at(Long.BYTES) != SEPARATOR || main <= 0) {
            throw new DamagedBoltException("bucket key: " + key + " is no revision");
        }
        return main;
    }

    static boolean isTombstone(Bytes key) {
        return key.size() > REVISION_SIZE && key.at(REVISION_SIZE) == TOMBSTONE;
    }

    static RevisionRecord decode(Bytes key, Bytes value) throws DamagedBoltException {
        long main = main(key);
        long sub = key.asByteBuffer().getLong(Long.BYTES + 1);
        if (sub < 0 || sub > Integer.MAX_VALUE) {
            throw new DamagedBoltException("bucket key: revision " + main + " has sub revision " + sub);
        }
        KeyValue pair;
        try {
            pair = KeyValue.parseFrom(value.asByteBuffer());
        } catch (InvalidProtocolBufferException e) {
            throw new DamagedBoltException("bucket key: what revision " + main + " holds is no key and value");
        }
        Bytes name = bytes(pair.getKey());
        if (isTombstone(key)) {
            if (name.isEmpty()) {
                throw new DamagedBoltException("bucket key: the deletion at revision " + main + " names no key");
            }
            return RevisionRecord.tombstone(main, (int) sub, name);
        }
        RevisionRecord record = RevisionRecord.put(
                main,
                (int) sub,
                name,
                bytes(pair.getValue()),
                pair.getCreateRevision(),
                pair.getVersion(),
                pair.getLease());
        if (!value.isEmpty() && !isPlausible(pair, main)) {
            throw new DamagedBoltException("bucket key: revision " + main + " says of its key: mod revision "
                    + pair.getModRevision() + ", create revision " + pair.getCreateRevision() + ", version "
                    + pair.getVersion());
        }
        return record;
    }

    private static boolean isPlausible(KeyValue pair, long main) {
        return !pair.getKey().isEmpty()
                && pair.getModRevision() == main
                && pair.getCreateRevision() > 0
                && pair.getCreateRevision() <= main
                && pair.getVersion() > 0;
    }

    private static ByteString wire(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.asByteBuffer());
    }

    private static Bytes bytes(ByteString bytes) {
        return Bytes.unsafeWrap(bytes.toByteArray());
    }
}
