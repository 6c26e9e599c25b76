package io.fairlead.jcache.codec;

import java.lang.reflect.Modifier;
import java.util.Optional;

/**
 * The forms that come with Fairlead, chosen by type. Texts, numbers, ids, times, byte arrays, enums, and records of such (and
 * of lists, sets, maps and optionals of such) have compact forms of their own, for which nothing need be serializable or
 * allowed. For other types, {@code Object} among them, objects of those scalar classes keep their form and everything else goes
 * by Java serialization, held to the {@link TypeFilter}.
 */
public final class Codecs {
    private Codecs() {}

    /**
     * The form of keys of this type. A key that has no canonical bytes, such as one that holds a {@code HashMap}, is refused
     * when it is used.
     *
     * @param type what the cache is configured with; {@code Object} if it is not
     * @param filter what Java serialization may read and write beside the type itself
     * @param loader where classes come from; the loader of the thread's context comes second
     */
    public static <K> KeyCodec<K> forKeys(Class<K> type, TypeFilter filter, ClassLoader loader) {
        Optional<Form<K>> form = form(type).filter(Form::canonical);
        return form.<KeyCodec<K>>map(found -> new FormCodec<>(type, found))
                .orElseGet(() -> new ObjectCodec<>(type, new Serialization(filter.and(type), loader, true)));
    }

    /** The form of values of this type; parameters as of {@link #forKeys}. */
    public static <V> Codec<V> forValues(Class<V> type, TypeFilter filter, ClassLoader loader) {
        return form(type)
                .<Codec<V>>map(found -> new FormCodec<>(type, found))
                .orElseGet(() -> new ObjectCodec<>(type, new Serialization(filter.and(type), loader, false)));
    }

    /** None of a type that another may extend: an object of that one would lose what it adds. */
    private static <T> Optional<Form<T>> form(Class<T> type) {
        return type.isEnum() || Modifier.isFinal(type.getModifiers()) ? Forms.of(type) : Optional.empty();
    }
}
