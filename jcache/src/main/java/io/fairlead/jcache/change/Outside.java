package io.fairlead.jcache.change;

/** A system outside that is told of changes before they are made in the cache. */
@FunctionalInterface
public interface Outside<K, V> {
    /** Tells it. What it throws ends the change, which has then not been made in the cache. */
    void tell(K key, Told<V> told);
}
