package io.fairlead.jcache.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.cache.event.CacheEntryListenerException;

/**
 * What a synchronous listener failed with at which revision, until the writer of that revision asks. Writers in other processes
 * never do, so that the oldest are dropped. Safe to share between threads.
 */
final class KeptFailures {
    private static final int KEPT_MAX = 256;

    /** Guarded by this. */
    private final Map<Long, CacheEntryListenerException> failures = new LinkedHashMap<>();

    synchronized void put(long revision, CacheEntryListenerException failure) {
        failures.put(revision, failure);
        if (failures.size() > KEPT_MAX) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    synchronized Optional<CacheEntryListenerException> take(long revision) {
        return Optional.ofNullable(failures.remove(revision));
    }
}
