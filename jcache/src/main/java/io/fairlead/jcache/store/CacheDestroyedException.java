package io.fairlead.jcache.store;

/** The cache was destroyed, here or elsewhere; a cache of its name that may be there now is another one. */
public final class CacheDestroyedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CacheDestroyedException(String message) {
        super(message);
    }
}
