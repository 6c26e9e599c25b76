package io.fairlead.jcache.codec;

/**
 * The forms that come with Fairlead, chosen by type: scalars, enums and records of such have compact forms of their own; other
 * types go by Java serialization, held to the {@link TypeFilter}.
 */
public final class Codecs {
    private Codecs() {}

    /**
     * The form of keys of this type.
     *
     * @param type what the cache is configured with; {@code Object} if it is not
     * @param filter what Java serialization may read and write beside the type itself
     * @param loader where classes come from
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static <K> KeyCodec<K> forKeys(Class<K> type, TypeFilter filter, ClassLoader loader) {
        throw new UnsupportedOperationException("not there yet: " + type);
    }

    /** The form of values of this type; parameters as of {@link #forKeys}. */
    @SuppressWarnings("DoNotCallSuggester")
    public static <V> Codec<V> forValues(Class<V> type, TypeFilter filter, ClassLoader loader) {
        throw new UnsupportedOperationException("not there yet: " + type);
    }
}
