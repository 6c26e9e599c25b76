package io.fairlead.jcache;

import io.fairlead.client.FairleadClient;
import io.fairlead.jcache.store.KeyLocks;
import java.time.Duration;
import java.util.function.Consumer;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;

/** Puts caches together; one for each manager. */
final class CacheAssembly implements AutoCloseable {
    /** After how long the locks of a process that died are free again. */
    private static final Duration SESSION_TTL = Duration.ofSeconds(15);

    private final CacheManager manager;
    private final KeyLocks locks;
    private final Consumer<FairleadCache<?, ?>> onClosed;

    /**
     * @param client sees the manager's namespace alone; it stays the manager's
     * @param onClosed hears of each cache that closes, for whatever reason
     */
    CacheAssembly(
            CacheManager manager,
            FairleadClient client,
            ClassLoader classLoader,
            Consumer<FairleadCache<?, ?>> onClosed) {
        this.manager = manager;
        this.locks = new KeyLocks(client.recipes(), SESSION_TTL, client.deadline());
        this.onClosed = onClosed;
    }

    /**
     * Creates the cache, or attaches to the one that is there.
     *
     * @throws javax.cache.CacheException if the one that is there is of another kind, or the cluster does not answer
     */
    <K, V> FairleadCache<K, V> create(String name, Configuration<K, V> configuration) {
        return new FairleadCache<>(name, manager, onClosed);
    }

    /** Gives up what the caches of the manager share. Closing twice does nothing. */
    @Override
    public void close() {
        locks.close();
    }
}
