package io.fairlead.jcache.codec;

import io.fairlead.api.Bytes;

/**
 * Values of one type as bytes, for programs that bring a form of their own. Safe to share between threads; never called with a
 * null.
 *
 * <p>Bytes come from a store that others may write: {@link #decode} must not build, on their word, anything the program did not
 * mean to read.
 *
 * @param <T> the type
 */
public interface Codec<T> {
    /**
     * What the form is called. It is kept with a cache in the cluster, and whoever opens the cache must use a codec of the same
     * name; so it changes if, and only if, the form does.
     */
    String name();

    /**
     * The bytes of a value. The codec keeps no reference to it.
     *
     * @throws ClassCastException if the value is not of the codec's type
     * @throws CodecException if the value has no such form
     */
    Bytes encode(T value);

    /**
     * A value of these bytes, each time a new one unless values of this type cannot change.
     *
     * @throws CodecException if they are no such value, or one that may not be read here
     */
    T decode(Bytes bytes);
}
