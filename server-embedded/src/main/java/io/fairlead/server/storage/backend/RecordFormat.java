package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;

/** The payloads of records, written and read back. Layouts are in the sign of this room. */
final class RecordFormat {
    static final int PUT = 1;
    static final int TOMBSTONE = 2;
    static final int BUCKET_PUT = 3;
    static final int BUCKET_REMOVE = 4;
    static final int SEAL = 5;

    /** Of a bucket entry's frame, without key and value. */
    static final int BUCKET_PUT_SIZE = RecordBuffer.FRAME_HEAD_SIZE + 1 + 1 + 4;

    private static final int PUT_HEAD_SIZE = 1 + 8 + 4 + 8 + 8 + 8 + 4;
    private static final int TOMBSTONE_HEAD_SIZE = 1 + 8 + 4;
    private static final int BUCKET_PUT_HEAD_SIZE = 1 + 1 + 4;
    private static final int BUCKET_REMOVE_HEAD_SIZE = 1 + 1;

    private RecordFormat() {}

    static void writePut(
            RecordBuffer to,
            long main,
            int sub,
            Bytes key,
            Bytes value,
            long createRevision,
            long version,
            long lease) {
        to.beginFrame(PUT);
        to.putLong(main);
        to.putInt(sub);
        to.putLong(createRevision);
        to.putLong(version);
        to.putLong(lease);
        to.putInt(key.size());
        to.putBytes(key);
        to.putBytes(value);
        to.endFrame();
    }

    static void writeTombstone(RecordBuffer to, long main, int sub, Bytes key) {
        to.beginFrame(TOMBSTONE);
        to.putLong(main);
        to.putInt(sub);
        to.putBytes(key);
        to.endFrame();
    }

    static void write(RecordBuffer to, RevisionRecord record) {
        if (record.tombstone()) {
            writeTombstone(to, record.main(), record.sub(), record.key());
        } else {
            writePut(
                    to,
                    record.main(),
                    record.sub(),
                    record.key(),
                    record.value(),
                    record.createRevision(),
                    record.version(),
                    record.lease());
        }
    }

    static void writeBucketPut(RecordBuffer to, Bucket bucket, Bytes key, Bytes value) {
        to.beginFrame(BUCKET_PUT);
        to.putByte(bucket.code());
        to.putInt(key.size());
        to.putBytes(key);
        to.putBytes(value);
        to.endFrame();
    }

    static void writeBucketRemove(RecordBuffer to, Bucket bucket, Bytes key) {
        to.beginFrame(BUCKET_REMOVE);
        to.putByte(bucket.code());
        to.putBytes(key);
        to.endFrame();
    }

    /** Main revision of a revision record's payload, without reading the rest. */
    static long mainAt(byte[] bytes, int payload) {
        return RecordBuffer.longAt(bytes, payload + 1);
    }

    static int subAt(byte[] bytes, int payload) {
        return RecordBuffer.intAt(bytes, payload + 9);
    }

    /** Whether a payload of this size can be what its first byte says: sizes inside fit the size outside. */
    static boolean isWellFormed(byte[] bytes, int payload, int size) {
        return switch (bytes[payload]) {
            case PUT -> size >= PUT_HEAD_SIZE && fits(RecordBuffer.intAt(bytes, payload + 37), size - PUT_HEAD_SIZE);
            case TOMBSTONE -> size >= TOMBSTONE_HEAD_SIZE;
            case BUCKET_PUT ->
                size >= BUCKET_PUT_HEAD_SIZE
                        && fits(RecordBuffer.intAt(bytes, payload + 2), size - BUCKET_PUT_HEAD_SIZE)
                        && Bucket.ofCode(bytes[payload + 1]).isPresent();
            case BUCKET_REMOVE ->
                size >= BUCKET_REMOVE_HEAD_SIZE
                        && Bucket.ofCode(bytes[payload + 1]).isPresent();
            default -> false;
        };
    }

    private static boolean fits(int inner, int room) {
        return inner >= 0 && inner <= room;
    }

    /** Reads a put or a tombstone; the result keeps {@code bytes}. */
    static RevisionRecord readRevision(byte[] bytes, int payload, int size) {
        long main = mainAt(bytes, payload);
        int sub = subAt(bytes, payload);
        if (bytes[payload] == TOMBSTONE) {
            Bytes key = Bytes.unsafeWrap(bytes, payload + TOMBSTONE_HEAD_SIZE, size - TOMBSTONE_HEAD_SIZE);
            return RevisionRecord.tombstone(main, sub, key);
        }
        int keySize = RecordBuffer.intAt(bytes, payload + 37);
        int keyStart = payload + PUT_HEAD_SIZE;
        return RevisionRecord.put(
                main,
                sub,
                Bytes.unsafeWrap(bytes, keyStart, keySize),
                Bytes.unsafeWrap(bytes, keyStart + keySize, size - PUT_HEAD_SIZE - keySize),
                RecordBuffer.longAt(bytes, payload + 13),
                RecordBuffer.longAt(bytes, payload + 21),
                RecordBuffer.longAt(bytes, payload + 29));
    }

    /** Reads a bucket put or removal into {@code into}; what is kept there has memory of its own. */
    static void readBucket(byte[] bytes, int payload, int size, BucketTable into) {
        Bucket bucket = Bucket.ofCode(bytes[payload + 1]).orElseThrow();
        if (bytes[payload] == BUCKET_REMOVE) {
            into.remove(bucket, copy(bytes, payload + BUCKET_REMOVE_HEAD_SIZE, size - BUCKET_REMOVE_HEAD_SIZE));
            return;
        }
        int keySize = RecordBuffer.intAt(bytes, payload + 2);
        int keyStart = payload + BUCKET_PUT_HEAD_SIZE;
        into.put(
                bucket,
                copy(bytes, keyStart, keySize),
                copy(bytes, keyStart + keySize, size - BUCKET_PUT_HEAD_SIZE - keySize));
    }

    private static Bytes copy(byte[] bytes, int from, int size) {
        return Bytes.unsafeWrap(bytes, from, size).compact();
    }
}
