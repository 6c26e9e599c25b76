package io.fairlead.jcache.store;

import io.fairlead.client.FairleadClient;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The caches of one namespace of the cluster. Safe to share between threads. Every method waits for the cluster within the
 * client's deadline, and fails with a {@link io.fairlead.api.FairleadException}.
 */
@SuppressWarnings("DoNotCallSuggester") // Its bodies follow.
public final class CacheCatalog {
    /**
     * The caches that this client sees.
     *
     * @param client narrowed to the namespace of the manager; it stays the caller's
     * @param wallMillis the time that deadlines are held against, in milliseconds since 1970
     */
    public static CacheCatalog of(FairleadClient client, LongSupplier wallMillis) {
        throw new UnsupportedOperationException("not there yet");
    }

    /**
     * Creates a cache, or attaches to the one of this name if it agrees with what is wanted. Safe to repeat.
     *
     * @throws RecordMismatchException if it does not agree
     * @throws UnreadableRecordException if something else stands where its record should
     */
    public CacheStore create(String name, CacheRecord wanted) {
        throw new UnsupportedOperationException("not there yet");
    }

    /** What the cache of this name is; empty if there is none. */
    public Optional<CacheRecord> find(String name) {
        throw new UnsupportedOperationException("not there yet");
    }

    /** The cache of this name, whatever it is; empty if there is none. */
    public Optional<CacheStore> open(String name) {
        throw new UnsupportedOperationException("not there yet");
    }

    /** The names of all caches in the namespace, in the order of their encoded names; two round trips for each. */
    public List<String> names() {
        throw new UnsupportedOperationException("not there yet");
    }

    /** Destroys the cache of this name for everybody, at one revision. Does nothing if there is none. Safe to repeat. */
    public void destroy(String name) {
        throw new UnsupportedOperationException("not there yet");
    }
}
