package io.fairlead.api.kv;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;

/** One step of a transaction. */
public sealed interface Op {
    /** Reads a range. */
    record Get(KeyRange range, ReadOptions options) implements Op {}

    /** Writes a key. */
    record Put(Bytes key, Bytes value, PutOptions options) implements Op {}

    /** Deletes a range. */
    record Delete(KeyRange range, DeleteOptions options) implements Op {}

    /** Runs a transaction within the transaction. */
    record Nested(Txn txn) implements Op {}

    static Op get(KeyRange range, ReadOptions options) {
        return new Get(range, options);
    }

    static Op get(KeyRange range) {
        return get(range, ReadOptions.defaults());
    }

    static Op get(String key) {
        return get(KeyRange.single(key));
    }

    static Op put(Bytes key, Bytes value, PutOptions options) {
        return new Put(key, value, options);
    }

    static Op put(String key, Bytes value, PutOptions options) {
        return put(Bytes.utf8(key), value, options);
    }

    static Op put(Bytes key, Bytes value) {
        return put(key, value, PutOptions.defaults());
    }

    static Op put(String key, Bytes value) {
        return put(Bytes.utf8(key), value);
    }

    static Op put(String key, String value) {
        return put(Bytes.utf8(key), Bytes.utf8(value));
    }

    static Op delete(KeyRange range, DeleteOptions options) {
        return new Delete(range, options);
    }

    static Op delete(KeyRange range) {
        return delete(range, DeleteOptions.defaults());
    }

    static Op delete(String key) {
        return delete(KeyRange.single(key));
    }

    static Op txn(Txn txn) {
        return new Nested(txn);
    }
}
