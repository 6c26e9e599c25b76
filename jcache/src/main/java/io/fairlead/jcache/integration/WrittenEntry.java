package io.fairlead.jcache.integration;

import javax.cache.Cache;

/** An entry as a writer gets it: of its own, whatever becomes of the cache's. */
record WrittenEntry<K, V>(K key, V value) implements Cache.Entry<K, V> {
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
        throw new IllegalArgumentException("not a " + type.getName());
    }
}
