package io.fairlead.jcache;

import io.fairlead.client.FairleadClient;
import io.fairlead.jcache.codec.Codec;
import io.fairlead.jcache.codec.Codecs;
import io.fairlead.jcache.codec.KeyCodec;
import io.fairlead.jcache.config.CacheSettings;
import io.fairlead.jcache.config.FairleadConfiguration;
import io.fairlead.jcache.config.NearMode;
import io.fairlead.jcache.config.OnClose;
import io.fairlead.jcache.management.CacheStatistics;
import io.fairlead.jcache.management.MBeans;
import io.fairlead.jcache.near.ClusterReads;
import io.fairlead.jcache.near.NearCache;
import io.fairlead.jcache.near.Reads;
import io.fairlead.jcache.store.CacheCatalog;
import io.fairlead.jcache.store.CacheRecord;
import io.fairlead.jcache.store.CacheStore;
import io.fairlead.jcache.store.KeyLocks;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.cache.CacheManager;
import javax.cache.expiry.ExpiryPolicy;

/** Puts the caches of one manager together, and keeps what they share. */
final class CacheAssembly implements AutoCloseable {
    /** After how long the locks of a process that died are free again. */
    private static final Duration SESSION_TTL = Duration.ofSeconds(15);

    private final CacheManager manager;
    private final FairleadClient client;
    private final LongSupplier wallMillis;
    private final Consumer<FairleadCache<?, ?>> onClosed;
    private final KeyLocks locks;
    private final MBeans beans;
    private final CacheThreads threads;

    /**
     * @param manager knows its URI already
     * @param client sees the manager's namespace alone; it stays the manager's, and is closed after this
     * @param onClosed hears of each cache that closes, for whatever reason, before it does
     */
    CacheAssembly(
            CacheManager manager,
            FairleadClient client,
            LongSupplier wallMillis,
            Consumer<FairleadCache<?, ?>> onClosed) {
        this.manager = manager;
        this.client = client;
        this.wallMillis = wallMillis;
        this.onClosed = onClosed;
        this.locks = new KeyLocks(client.recipes(), SESSION_TTL, client.deadline());
        this.beans = new MBeans(manager.getURI());
        this.threads = new CacheThreads();
    }

    /**
     * Creates the cache, or attaches to the one that is there.
     *
     * @throws javax.cache.CacheException if the one that is there is of another kind, or the cluster does not answer
     * @throws IllegalArgumentException if the configuration asks for what is not supported
     */
    <K, V> FairleadCache<K, V> create(String name, FairleadConfiguration<K, V> configuration, CacheSettings settings) {
        if (!configuration.isStoreByValue()) {
            throw new UnsupportedOperationException(
                    "the entries are in the cluster: store by reference is not supported");
        }
        Making making = new Making();
        try {
            FairleadCache<K, V> cache = new FairleadCache<>(parts(name, configuration, settings, making));
            making.instead(cache);
            cache.start();
            return cache;
        } catch (RuntimeException e) {
            making.undo(e);
            throw e;
        }
    }

    /**
     * Destroys a cache that is not open here, for everybody. Does nothing if there is none.
     *
     * @throws javax.cache.CacheException if the cluster does not answer
     */
    void destroy(String name) {
        Gate.inWords(() -> {
            CacheCatalog.of(client, wallMillis).destroy(name);
            return name;
        });
    }

    private <K, V> CacheParts<K, V> parts(
            String name, FairleadConfiguration<K, V> configuration, CacheSettings settings, Making making) {
        KeyCodec<K> keys = keyCodec(configuration, settings);
        Codec<V> values = valueCodec(configuration, settings);
        CustomParts<K, V> custom = making.with(CustomParts.of(configuration, settings));
        CacheStore store = Gate.inWords(() -> CacheCatalog.of(client.withDeadline(settings.deadline()), wallMillis)
                .create(name, record(configuration, keys, values, custom.policy())));
        making.destroyOnUndo(settings.onClose() == OnClose.DESTROY ? store::destroy : () -> {});
        Reads reads = making.with(Gate.inWords(() -> reads(store, settings)));
        return new CacheParts<>(
                name,
                manager,
                new LiveConfiguration<>(configuration),
                settings,
                store,
                reads,
                keys,
                values,
                custom,
                locks,
                new CacheStatistics(configuration.isStatisticsEnabled()),
                beans,
                threads,
                onClosed);
    }

    private <K, V> KeyCodec<K> keyCodec(FairleadConfiguration<K, V> configuration, CacheSettings settings) {
        return configuration.getKeyCodecFactory().isPresent()
                ? configuration.getKeyCodecFactory().get().create()
                : Codecs.forKeys(configuration.getKeyType(), settings.allow(), manager.getClassLoader());
    }

    private <K, V> Codec<V> valueCodec(FairleadConfiguration<K, V> configuration, CacheSettings settings) {
        return configuration.getValueCodecFactory().isPresent()
                ? configuration.getValueCodecFactory().get().create()
                : Codecs.forValues(configuration.getValueType(), settings.allow(), manager.getClassLoader());
    }

    private static CacheRecord record(
            FairleadConfiguration<?, ?> configuration, Codec<?> keys, Codec<?> values, ExpiryPolicy policy) {
        return new CacheRecord(
                configuration.getKeyType().getName(),
                configuration.getValueType().getName(),
                keys.name(),
                values.name(),
                configuration.isStoreByValue(),
                policy.getClass().getName());
    }

    private Reads reads(CacheStore store, CacheSettings settings) {
        if (settings.near() instanceof NearMode.Linearizable) {
            return new ClusterReads(store);
        }
        return NearCache.open(store, settings.near(), settings.nearMaxEntries(), System::nanoTime, threads);
    }

    /** Gives up what the caches of the manager share; they are closed before. Closing twice does nothing. */
    @Override
    public void close() {
        threads.close();
        locks.close();
    }
}
