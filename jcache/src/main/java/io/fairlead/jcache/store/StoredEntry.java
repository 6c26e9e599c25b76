package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import java.util.Optional;

/**
 * What the cluster holds under a key at some revision: a record, perhaps an expired one, or none.
 *
 * @param key the key, in the form of the cache's key codec
 * @param createRevision when the record was created; 0 if there is none
 * @param modRevision when the record was last written; 0 if there is none
 * @param lease the lease that collects the record; 0 for none
 * @param envelope the record; empty if there is none
 */
public record StoredEntry(Bytes key, long createRevision, long modRevision, long lease, Optional<Envelope> envelope) {
    /** That there is no record under this key. */
    public static StoredEntry absent(Bytes key) {
        return new StoredEntry(key, 0, 0, 0, Optional.empty());
    }

    /** Whether there is a record, expired or not. */
    public boolean exists() {
        return envelope.isPresent();
    }

    /** The record, if there is one that has not expired. */
    public Optional<Envelope> liveAt(long now) {
        return envelope.filter(record -> record.isLiveAt(now));
    }

    /** Whether there is a record that has expired. */
    public boolean isExpiredAt(long now) {
        return envelope.isPresent() && !envelope.get().isLiveAt(now);
    }
}
