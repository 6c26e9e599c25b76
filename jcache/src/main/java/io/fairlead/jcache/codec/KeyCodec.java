package io.fairlead.jcache.codec;

/**
 * A codec whose bytes are canonical: keys that are equal have the same bytes, in every process, and keys that are not have
 * others. The cluster knows keys by their bytes alone.
 *
 * @param <K> the type of the keys
 */
public interface KeyCodec<K> extends Codec<K> {}
