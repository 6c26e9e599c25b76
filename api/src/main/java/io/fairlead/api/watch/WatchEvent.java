package io.fairlead.api.watch;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyValue;
import java.util.Optional;

/**
 * One change of one key.
 *
 * @param kind what happened
 * @param entry the key after the change; of a deleted one only the key and the mod revision, which is that of the deletion
 * @param previous the key before the change; empty if it did not exist, was not asked for, or has been compacted
 */
public record WatchEvent(Kind kind, KeyValue entry, Optional<KeyValue> previous) {
    /** What happened to a key. */
    public enum Kind {
        /** It did not exist before. */
        CREATED,
        /** It existed, and was written again. */
        UPDATED,
        /** It was deleted, by a call or because its lease ended. */
        DELETED
    }

    /** The key that changed. */
    public Bytes key() {
        return entry.key();
    }

    /** The value now; empty after a deletion. */
    public Bytes value() {
        return entry.value();
    }

    /** The revision of the change. */
    public long revision() {
        return entry.modRevision();
    }
}
