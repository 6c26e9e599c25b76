package io.fairlead.jcache.store;

import javax.cache.CacheException;

/** A cache of this name is in the cluster, and what was asked for does not agree with what it is. Nothing was changed. */
public final class RecordMismatchException extends CacheException {
    private static final long serialVersionUID = 1L;

    public RecordMismatchException(String message) {
        super(message);
    }
}
