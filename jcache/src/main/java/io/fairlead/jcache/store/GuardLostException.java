package io.fairlead.jcache.store;

/** What guarded an update is lost; nothing was changed. */
public final class GuardLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GuardLostException(String message) {
        super(message);
    }
}
