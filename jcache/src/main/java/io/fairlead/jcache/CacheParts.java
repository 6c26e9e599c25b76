package io.fairlead.jcache;

import io.fairlead.jcache.codec.Codec;
import io.fairlead.jcache.codec.KeyCodec;
import io.fairlead.jcache.config.CacheSettings;
import io.fairlead.jcache.management.CacheStatistics;
import io.fairlead.jcache.management.MBeans;
import io.fairlead.jcache.near.Reads;
import io.fairlead.jcache.store.CacheStore;
import io.fairlead.jcache.store.KeyLocks;
import java.util.function.Consumer;
import javax.cache.CacheManager;

/**
 * What a cache is made of. Locks, beans and threads are the manager's; the rest is the cache's own, and is closed with it.
 *
 * @param name of the cache
 * @param manager that it belongs to
 * @param configuration of its own
 * @param settings what JSR 107 has no words for
 * @param store the records
 * @param reads where reads go
 * @param keys the form of the keys
 * @param values the form of the values
 * @param custom what the factories of the configuration made
 * @param locks of keys
 * @param statistics of this process
 * @param beans where statistics and configuration are shown
 * @param threads for what callers do not wait for
 * @param onClosed hears that the cache has closed, for whatever reason
 */
record CacheParts<K, V>(
        String name,
        CacheManager manager,
        LiveConfiguration<K, V> configuration,
        CacheSettings settings,
        CacheStore store,
        Reads reads,
        KeyCodec<K> keys,
        Codec<V> values,
        CustomParts<K, V> custom,
        KeyLocks locks,
        CacheStatistics statistics,
        MBeans beans,
        CacheThreads threads,
        Consumer<FairleadCache<?, ?>> onClosed) {}
