package io.fairlead.jcache;

import javax.cache.Cache;

/**
 * An entry as it was read. What becomes of the cache does not show here.
 *
 * @param key the key
 * @param value the value, a copy of its own
 * @param revision at which the entry was last written
 */
public record FairleadEntry<K, V>(K key, V value, long revision) implements Cache.Entry<K, V> {
    @Override
    public K getKey() {
        return key;
    }

    @Override
    public V getValue() {
        return value;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("an entry of Fairlead is not a " + type.getName());
    }
}
