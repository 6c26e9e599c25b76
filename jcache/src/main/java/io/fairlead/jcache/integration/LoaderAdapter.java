package io.fairlead.jcache.integration;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/** A loader of the user's, with its nulls and exceptions brought into order. */
public final class LoaderAdapter<K, V> {
    private final CacheLoader<K, V> loader;

    public LoaderAdapter(CacheLoader<K, V> loader) {
        this.loader = loader;
    }

    /** The value, if there is one. */
    public Optional<V> load(K key) {
        try {
            return Optional.ofNullable(loader.load(key));
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    /** The values that there are. */
    public Map<K, V> loadAll(Collection<? extends K> keys) {
        try {
            Map<K, V> loaded = new HashMap<>();
            Map<K, @Nullable V> all = loader.loadAll(keys);
            if (all != null) {
                all.forEach((key, value) -> {
                    if (key != null && value != null) {
                        loaded.put(key, value);
                    }
                });
            }
            return loaded;
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    private static CacheLoaderException failure(RuntimeException cause) {
        return cause instanceof CacheLoaderException known
                ? known
                : new CacheLoaderException("the CacheLoader failed", cause);
    }
}
