package io.fairlead.jcache;

import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/** A cache in the cluster, as JSR 107 wants it. Safe to share between threads. */
public final class FairleadCache<K, V> implements Cache<K, V> {
    private final String name;
    private final CacheManager manager;
    private final Consumer<FairleadCache<?, ?>> onClosed;

    private volatile boolean statistics;
    private volatile boolean management;

    FairleadCache(String name, CacheManager manager, Consumer<FairleadCache<?, ?>> onClosed) {
        this.name = name;
        this.manager = manager;
        this.onClosed = onClosed;
    }

    /** Begins or ends counting; the counts stay. */
    void enableStatistics(boolean enabled) {
        statistics = enabled;
    }

    /** Shows the configuration as an MXBean, or takes it away. */
    void enableManagement(boolean enabled) {
        management = enabled;
    }

    @Override
    public @Nullable V get(K key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<K, V> getAll(Set<? extends K> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean containsKey(K key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void loadAll(
            Set<? extends K> keys, boolean replaceExistingValues, @Nullable CompletionListener completionListener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void put(K key, V value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable V getAndPut(K key, V value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean remove(K key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean remove(K key, V oldValue) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable V getAndRemove(K key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean replace(K key, V value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable V getAndReplace(K key, V value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeAll(Set<? extends K> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeAll() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> @Nullable T invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public CacheManager getCacheManager() {
        return manager;
    }

    @Override
    public void close() {
        onClosed.accept(this);
    }

    @Override
    public boolean isClosed() {
        return statistics && management;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> configuration) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> configuration) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterator<Entry<K, V>> iterator() {
        throw new UnsupportedOperationException();
    }
}
