package io.fairlead.jcache;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.change.EntryChanges;
import io.fairlead.jcache.change.EntryChanges.Routes;
import io.fairlead.jcache.change.EntryEffects;
import io.fairlead.jcache.config.InvokeMode;
import io.fairlead.jcache.event.EventDispatcher;
import io.fairlead.jcache.integration.LoaderAdapter;
import io.fairlead.jcache.integration.ReadThrough;
import io.fairlead.jcache.integration.WriterAdapter;
import io.fairlead.jcache.store.Envelope;
import io.fairlead.jcache.store.StoredEntry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a cache, and what is made from them for all of its operations.
 *
 * @param writer is told of changes, if the cache writes through
 * @param loads brings values from the loader, if there is one, whether the cache reads through or not
 */
record CacheCore<K, V>(
        CacheParts<K, V> parts,
        EntryEffects effects,
        EntryChanges<K, V> changes,
        Optional<WriterAdapter<K, V>> writer,
        Optional<ReadThrough<K, V>> loads,
        Meter meter) {
    static <K, V> CacheCore<K, V> of(CacheParts<K, V> parts, EventDispatcher<K, V> dispatcher, Meter meter) {
        EntryEffects effects = new EntryEffects(parts.custom().expiry());
        Optional<WriterAdapter<K, V>> writer = parts.custom().writer().map(WriterAdapter::new);
        EntryChanges<K, V> changes = new EntryChanges<>(
                parts.store(),
                parts.reads(),
                parts.locks(),
                writer.map(adapter -> adapter),
                new Routes(
                        parts.settings().invoke() == InvokeMode.EXCLUSIVE,
                        !parts.custom().expiry().isOfTheStandard()),
                new EntryChanges.Aftermath() {
                    @Override
                    public void awaitDelivered(long revision) {
                        dispatcher.awaitDelivered(revision);
                    }

                    @Override
                    public void evicted() {
                        meter.evicted();
                    }
                });
        Optional<ReadThrough<K, V>> loads = parts.custom()
                .loader()
                .map(loader -> new ReadThrough<>(
                        parts.store(), parts.locks(), new LoaderAdapter<>(loader), parts.values(), effects, changes));
        return new CacheCore<>(parts, effects, changes, writer, loads, meter);
    }

    /** Brings values that a read has missed, if the cache reads through. */
    Optional<ReadThrough<K, V>> readThrough() {
        return loads.filter(unused -> parts.custom().readsThrough());
    }

    long now() {
        return parts.store().now();
    }

    Bytes bytes(K key) {
        return parts.keys().encode(key);
    }

    /** The keys by their bytes, in the order they come in. */
    Map<Bytes, K> byBytes(Iterable<? extends K> keys) {
        Map<Bytes, K> all = new LinkedHashMap<>();
        keys.forEach(key -> all.put(bytes(key), key));
        return all;
    }

    V value(Envelope record) {
        return parts.values().decode(record.payload());
    }

    FairleadEntry<K, V> entry(StoredEntry stored, Envelope record) {
        return new FairleadEntry<>(parts.keys().decode(stored.key()), value(record), stored.modRevision());
    }
}
