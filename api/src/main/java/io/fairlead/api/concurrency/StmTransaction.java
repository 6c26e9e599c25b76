package io.fairlead.api.concurrency;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import java.util.List;
import java.util.Optional;

/**
 * The store as a body of an optimistic transaction sees it: as the isolation says, with the body's own writes on top. Nothing
 * is written before the body returns.
 *
 * <p>For the thread of the body, while the body runs.
 */
public interface StmTransaction {
    /** The key; empty if it does not exist. What this transaction wrote itself has revisions and version 0. */
    Optional<KeyValue> get(Bytes key);

    /** The key, in UTF-8, as {@link #get(Bytes)}. */
    default Optional<KeyValue> get(String key) {
        return get(Bytes.utf8(key));
    }

    /**
     * The keys of a range in ascending order. The commit fails if a key of it changed, came or went, except at
     * {@link StmIsolation#READ_COMMITTED}. Each key found counts as one condition, of which servers take 128 as a rule.
     */
    List<KeyValue> get(KeyRange range);

    /** Writes a key at the commit. */
    default void put(Bytes key, Bytes value) {
        put(key, value, 0);
    }

    /** Writes a key, in UTF-8, at the commit. */
    default void put(String key, Bytes value) {
        put(Bytes.utf8(key), value);
    }

    /** Writes a key and a value, in UTF-8, at the commit. */
    default void put(String key, String value) {
        put(Bytes.utf8(key), Bytes.utf8(value));
    }

    /** Writes a key at the commit and hangs it on a lease, 0 for none. */
    void put(Bytes key, Bytes value, long lease);

    /** Deletes a key at the commit. */
    void delete(Bytes key);

    /** Deletes a key, in UTF-8, at the commit. */
    default void delete(String key) {
        delete(Bytes.utf8(key));
    }
}
