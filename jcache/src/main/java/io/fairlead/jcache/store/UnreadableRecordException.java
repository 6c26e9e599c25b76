package io.fairlead.jcache.store;

import javax.cache.CacheException;

/** A record of a cache is not in the form that this version writes: somebody else wrote it, or a later version. */
public final class UnreadableRecordException extends CacheException {
    private static final long serialVersionUID = 1L;

    public UnreadableRecordException(String message) {
        super(message);
    }
}
