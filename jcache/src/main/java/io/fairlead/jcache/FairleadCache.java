package io.fairlead.jcache;

import io.fairlead.jcache.config.FairleadConfiguration;
import io.fairlead.jcache.config.OnClose;
import io.fairlead.jcache.event.EventDispatcher;
import io.fairlead.jcache.management.CacheStatistics;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/**
 * A cache in the cluster, as JSR 107 wants it; {@link javax.cache.Cache} says what each method does. Safe to share between
 * threads.
 *
 * <p>Every operation on one key is linearizable among all processes that use the cache, unless its configuration lets reads be
 * older. Operations wait for the cluster within the deadline and fail with a {@link javax.cache.CacheException}, whose message
 * says whether the change may have happened; its cause is the {@link io.fairlead.api.FairleadException}. If the cache was
 * destroyed, by whomever, they close it here and fail with an {@link IllegalStateException}.
 *
 * <p>Closing keeps the entries, for others and for later, unless the configuration says otherwise.
 */
public final class FairleadCache<K, V> implements Cache<K, V> {
    private final CacheParts<K, V> parts;
    private final CacheTypes<K, V> types;
    private final EventDispatcher<K, V> dispatcher;
    private final Gate gate;
    private final EntryReads<K, V> reads;
    private final EntryWrites<K, V> writes;
    private final BulkWrites<K, V> bulk;
    private final Loads<K, V> loads;
    private final Invocations<K, V> invocations;
    private final CacheCore<K, V> core;

    FairleadCache(CacheParts<K, V> parts) {
        this.parts = parts;
        this.dispatcher = new EventDispatcher<>(
                parts.store(),
                parts.keys(),
                parts.values(),
                this,
                parts.reads()::wrote,
                parts.settings().deadline(),
                parts.threads());
        FairleadConfiguration<K, V> configuration = parts.configuration().copy();
        this.types = new CacheTypes<>(configuration.getKeyType(), configuration.getValueType());
        this.core = CacheCore.of(parts, dispatcher, new Meter(parts.statistics(), System::nanoTime));
        this.gate = new Gate(parts.name(), this::abandon);
        this.reads = new EntryReads<>(core);
        this.writes = new EntryWrites<>(core);
        this.bulk = new BulkWrites<>(core);
        this.loads = new Loads<>(core, gate);
        this.invocations = new Invocations<>(core, gate, types::value);
    }

    /** Registers what the configuration names: listeners and MXBeans. */
    void start() {
        FairleadConfiguration<K, V> configuration = parts.configuration().copy();
        gate.run(() -> configuration.getCacheEntryListenerConfigurations().forEach(dispatcher::register));
        enableStatistics(configuration.isStatisticsEnabled());
        enableManagement(configuration.isManagementEnabled());
    }

    /** @throws ClassCastException if the cache was configured with other types */
    void requireTypes(Class<?> keyType, Class<?> valueType) {
        types.require(keyType, valueType);
    }

    /** Begins or ends counting, and shows the counts as an MXBean or takes them away; the counts stay. */
    void enableStatistics(boolean enabled) {
        gate.checkOpen();
        parts.configuration().statistics(enabled);
        parts.statistics().enable(enabled);
        if (enabled) {
            parts.beans().registerStatistics(parts.name(), parts.statistics());
        } else {
            parts.beans().unregisterStatistics(parts.name());
        }
    }

    /** Shows the configuration as an MXBean, or takes it away. */
    void enableManagement(boolean enabled) {
        gate.checkOpen();
        parts.configuration().management(enabled);
        if (enabled) {
            parts.beans().registerConfiguration(parts.name(), parts.configuration()::copy);
        } else {
            parts.beans().unregisterConfiguration(parts.name());
        }
    }

    /** What this process counts, whether counting is on or not. */
    CacheStatistics statistics() {
        return parts.statistics();
    }

    @Override
    public @Nullable V get(K key) {
        return gate.call(() -> reads.get(types.key(key)));
    }

    @Override
    public Map<K, V> getAll(Set<? extends K> keys) {
        return gate.call(() -> reads.getAll(types.keys(keys)));
    }

    @Override
    public boolean containsKey(K key) {
        return gate.call(() -> reads.contains(types.key(key)));
    }

    @Override
    public void loadAll(
            Set<? extends K> keys, boolean replaceExistingValues, @Nullable CompletionListener completionListener) {
        gate.run(() -> loads.loadAll(types.keys(keys), replaceExistingValues, completionListener));
    }

    @Override
    public void put(K key, V value) {
        gate.run(() -> writes.put(types.key(key), types.value(value)));
    }

    @Override
    public @Nullable V getAndPut(K key, V value) {
        return gate.call(() -> writes.getAndPut(types.key(key), types.value(value)));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        gate.run(() -> bulk.putAll(types.map(map)));
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        return gate.call(() -> writes.putIfAbsent(types.key(key), types.value(value)));
    }

    @Override
    public boolean remove(K key) {
        return gate.call(() -> writes.remove(types.key(key)));
    }

    @Override
    public boolean remove(K key, V oldValue) {
        return gate.call(() -> writes.remove(types.key(key), types.value(oldValue)));
    }

    @Override
    public @Nullable V getAndRemove(K key) {
        return gate.call(() -> writes.getAndRemove(types.key(key)));
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        return gate.call(() -> writes.replace(types.key(key), types.value(oldValue), types.value(newValue)));
    }

    @Override
    public boolean replace(K key, V value) {
        return gate.call(() -> writes.replace(types.key(key), types.value(value)));
    }

    @Override
    public @Nullable V getAndReplace(K key, V value) {
        return gate.call(() -> writes.getAndReplace(types.key(key), types.value(value)));
    }

    @Override
    public void removeAll(Set<? extends K> keys) {
        gate.run(() -> bulk.removeAll(types.keys(keys)));
    }

    @Override
    public void removeAll() {
        gate.run(bulk::removeAll);
    }

    @Override
    public void clear() {
        gate.run(bulk::clear);
    }

    @Override
    public <T> @Nullable T invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
        return gate.call(
                () -> invocations.invoke(types.key(key), Objects.requireNonNull(processor, "processor"), arguments));
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
        return gate.call(() ->
                invocations.invokeAll(types.keys(keys), Objects.requireNonNull(processor, "processor"), arguments));
    }

    /** Goes through the entries as they are now, at one revision. It asks the cluster for more of them as it goes. */
    @Override
    public Iterator<Entry<K, V>> iterator() {
        return gate.call(() -> new EntryIterator<>(core, reads, writes::remove, gate));
    }

    @Override
    public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
        return parts.configuration().as(type);
    }

    @Override
    public void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> configuration) {
        gate.run(() -> {
            parts.configuration().add(configuration);
            try {
                dispatcher.register(configuration);
            } catch (RuntimeException e) {
                parts.configuration().remove(configuration);
                throw e;
            }
        });
    }

    /**
     * Registers a listener under a name that outlives this process: see {@link EventDispatcher#registerDurable}. It is not part
     * of the configuration.
     */
    public void registerDurableListener(String cursor, CacheEntryListenerConfiguration<K, V> configuration) {
        gate.run(() -> dispatcher.registerDurable(cursor, configuration));
    }

    /**
     * Forgets how far the listener of this name has come: see {@link EventDispatcher#forgetDurable}.
     *
     * @throws IllegalStateException if it is registered here, or the cache is closed
     */
    public void forgetDurableListener(String cursor) {
        gate.run(() -> dispatcher.forgetDurable(cursor));
    }

    @Override
    public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> configuration) {
        gate.run(() -> {
            parts.configuration().remove(configuration);
            dispatcher.deregister(configuration);
        });
    }

    @Override
    public String getName() {
        return parts.name();
    }

    @Override
    public CacheManager getCacheManager() {
        return parts.manager();
    }

    /**
     * Closes the cache here: its listeners hear nothing more, and what the configuration's factories made is closed. The entries
     * stay, unless the cache is configured to be destroyed on close. Closing twice does nothing.
     */
    @Override
    public void close() {
        if (gate.close()) {
            end(parts.settings().onClose() == OnClose.DESTROY ? List.of(this::destroyForAll) : List.of());
        }
    }

    /** Closes the cache here and destroys it for everybody, whatever the configuration says. */
    void destroy() {
        if (gate.close()) {
            end(List.of(this::destroyForAll));
        } else {
            destroyForAll();
        }
    }

    private void destroyForAll() {
        Gate.inWords(() -> {
            parts.store().destroy();
            return parts.name();
        });
    }

    /** Closes what has been destroyed, without asking the cluster for anything. */
    private void abandon() {
        if (gate.close()) {
            end(List.of());
        }
    }

    private void end(List<AutoCloseable> last) {
        parts.onClosed().accept(this);
        parts.beans().unregisterStatistics(parts.name());
        parts.beans().unregisterConfiguration(parts.name());
        List<AutoCloseable> all = new ArrayList<>(List.of(dispatcher, parts.reads(), loads, parts.custom()));
        all.addAll(last);
        Closing.all(all);
    }

    @Override
    public boolean isClosed() {
        return gate.isClosed();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("a cache of Fairlead is not a " + type.getName());
    }
}
