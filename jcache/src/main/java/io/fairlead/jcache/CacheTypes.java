package io.fairlead.jcache;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What may go into a cache: nothing that is null, and nothing that is not of the configured types, however it came there. Sets
 * and maps are copied, since callers may change them.
 */
record CacheTypes<K, V>(Class<K> keyType, Class<V> valueType) {
    /** @throws ClassCastException if these are others */
    void require(Class<?> keys, Class<?> values) {
        if (!keyType.equals(keys) || !valueType.equals(values)) {
            throw new ClassCastException("the types are " + keyType.getName() + " and " + valueType.getName() + ", not "
                    + keys.getName() + " and " + values.getName());
        }
    }

    K key(K key) {
        Objects.requireNonNull(key, "key");
        if (!keyType.isInstance(key)) {
            throw new ClassCastException("the keys are " + keyType.getName() + ", not "
                    + key.getClass().getName());
        }
        return key;
    }

    V value(V value) {
        Objects.requireNonNull(value, "value");
        if (!valueType.isInstance(value)) {
            throw new ClassCastException("the values are " + valueType.getName() + ", not "
                    + value.getClass().getName());
        }
        return value;
    }

    Set<K> keys(Set<? extends K> keys) {
        Set<K> checked = new LinkedHashSet<>();
        keys.forEach(key -> checked.add(key(key)));
        return checked;
    }

    Map<K, V> map(Map<? extends K, ? extends V> map) {
        Map<K, V> checked = new LinkedHashMap<>();
        map.forEach((key, value) -> checked.put(key(key), value(value)));
        return checked;
    }
}
