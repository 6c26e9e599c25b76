package io.fairlead.jcache.change;

/** What a system outside is told of a change. */
public sealed interface Told<V> {
    /** Nothing: it concerns the cache alone. */
    record Nothing<V>() implements Told<V> {}

    /** The entry has this value. */
    record Write<V>(V value) implements Told<V> {}

    /** The entry is gone, or is not to be there. */
    record Delete<V>() implements Told<V> {}

    /** Nothing is told. */
    static <V> Told<V> nothing() {
        return new Nothing<>();
    }

    /** The value is told. */
    static <V> Told<V> write(V value) {
        return new Write<>(value);
    }

    /** The removal is told. */
    static <V> Told<V> delete() {
        return new Delete<>();
    }
}
