package io.fairlead.api.kv;

import io.fairlead.api.Bytes;
import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import java.util.Optional;

/**
 * Keys and values, with blocking calls; {@link #async()} has the same without waiting.
 *
 * <p>Every call ends within the deadline of the client. Failures are {@link io.fairlead.api.FairleadException}s. Reads are
 * repeated at other endpoints by themselves. Writes are repeated only while it is certain that they were not applied; a
 * write that fails with outcome UNKNOWN may have happened, and only the caller can know whether asking again is right.
 *
 * <p>Safe to share between threads. A waiting thread may be interrupted: the call is cancelled.
 */
public interface Kv {
    /** The key as it is now, linearizable; empty if it does not exist. */
    default Optional<KeyValue> get(Bytes key) {
        return get(KeyRange.single(key), ReadOptions.defaults()).first();
    }

    /** The key, in UTF-8, as it is now, linearizable; empty if it does not exist. */
    default Optional<KeyValue> get(String key) {
        return get(Bytes.utf8(key));
    }

    /** All keys of the range, linearizable. Mind the size: the answer comes in one message, unlike that of a scan. */
    default RangeResult get(KeyRange range) {
        return get(range, ReadOptions.defaults());
    }

    /** The keys of the range as the options ask. */
    RangeResult get(KeyRange range, ReadOptions options);

    /** As {@link #scan(KeyRange, ScanOptions)}, with the defaults. */
    default Scan scan(KeyRange range) {
        return scan(range, ScanOptions.defaults());
    }

    /** All keys of the range at one revision, read page by page as they are gone through; for ranges of any size. */
    Scan scan(KeyRange range, ScanOptions options);

    /** Writes a key. */
    default PutResult put(Bytes key, Bytes value) {
        return put(key, value, PutOptions.defaults());
    }

    /** Writes a key given in UTF-8. */
    default PutResult put(String key, Bytes value) {
        return put(Bytes.utf8(key), value);
    }

    /** Writes a key and a value given in UTF-8. */
    default PutResult put(String key, String value) {
        return put(Bytes.utf8(key), Bytes.utf8(value));
    }

    /** Writes a key as the options ask. */
    PutResult put(Bytes key, Bytes value, PutOptions options);

    /** Writes a key and a value given in UTF-8, as the options ask. */
    default PutResult put(String key, String value, PutOptions options) {
        return put(Bytes.utf8(key), Bytes.utf8(value), options);
    }

    /** Deletes one key; {@link DeleteResult#deleted()} is 0 if it did not exist. */
    default DeleteResult delete(Bytes key) {
        return delete(KeyRange.single(key));
    }

    /** Deletes one key given in UTF-8. */
    default DeleteResult delete(String key) {
        return delete(Bytes.utf8(key));
    }

    /** Deletes all keys of the range at one revision. */
    default DeleteResult delete(KeyRange range) {
        return delete(range, DeleteOptions.defaults());
    }

    /** Deletes all keys of the range at one revision, as the options ask. */
    DeleteResult delete(KeyRange range, DeleteOptions options);

    /** Starts a transaction: {@code txn().when(...).then(...).otherwise(...).commit()}. */
    default TxnBuilder<TxnResult> txn() {
        return new TxnBuilder<>(this::commit);
    }

    /** Sends a transaction. One that only reads is repeated as a read is. */
    TxnResult commit(Txn txn);

    /**
     * Gives up all revisions below {@code revision}, and returns when that is committed. Asking twice fails with COMPACTED.
     */
    Header compact(long revision);

    /** As {@link #compact(long)}, and returns when the old revisions are gone from the files as well. */
    Header compactPhysical(long revision);

    /** The same contract without waiting. */
    AsyncKv async();
}
