package io.fairlead.jcache.codec;

import javax.cache.CacheException;

/**
 * A value that has no form in bytes, or bytes that are no value, or none that may be read. Nothing was changed. The message
 * names types, never what is in a value.
 */
public final class CodecException extends CacheException {
    private static final long serialVersionUID = 1L;

    public CodecException(String message) {
        super(message);
    }

    public CodecException(String message, Throwable cause) {
        super(message, cause);
    }
}
