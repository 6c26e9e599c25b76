package io.fairlead.jcache.integration;

import io.fairlead.api.Bytes;
import io.fairlead.api.concurrency.LockHold;
import io.fairlead.jcache.change.EntryChanges;
import io.fairlead.jcache.change.EntryEffects;
import io.fairlead.jcache.change.Planner.Plan;
import io.fairlead.jcache.change.Told;
import io.fairlead.jcache.codec.Codec;
import io.fairlead.jcache.store.CacheStore;
import io.fairlead.jcache.store.Committed;
import io.fairlead.jcache.store.Envelope;
import io.fairlead.jcache.store.KeyLocks;
import io.fairlead.jcache.store.StoredEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;

/** Brings values from the loader into the cache. Safe to share between threads. */
public final class ReadThrough<K, V> {
    private final CacheStore store;
    private final KeyLocks locks;
    private final LoaderAdapter<K, V> loader;
    private final Codec<V> values;
    private final EntryEffects effects;
    private final EntryChanges<K, V> changes;

    public ReadThrough(
            CacheStore store,
            KeyLocks locks,
            LoaderAdapter<K, V> loader,
            Codec<V> values,
            EntryEffects effects,
            EntryChanges<K, V> changes) {
        this.store = store;
        this.locks = locks;
        this.loader = loader;
        this.values = values;
        this.effects = effects;
        this.changes = changes;
    }

    /** The loader itself. */
    public LoaderAdapter<K, V> loader() {
        return loader;
    }

    /**
     * Loads an entry that a read has missed: whoever is first in line loads, the others find what he stored. The lock is for
     * thrift alone; what is written meanwhile stays, and is what is returned.
     */
    public Optional<V> load(K key, Bytes bytes) {
        LockHold hold = locks.acquire(store.keys(), bytes);
        Optional<Committed<V>> stored;
        try {
            StoredEntry current = store.get(bytes);
            Optional<Envelope> live = current.liveAt(store.now());
            if (live.isPresent()) {
                return live.map(record -> values.decode(record.payload()));
            }
            stored = loader.load(key).map(value -> storeIfMissing(current, value));
        } finally {
            Future<?> unused = hold.release();
        }
        stored.ifPresent(changes::settle);
        return stored.map(Committed::result);
    }

    private Committed<V> storeIfMissing(StoredEntry seen, V value) {
        Bytes payload = values.encode(value);
        return changes.changeBeside(seen, current -> ifMissing(current, payload, value));
    }

    private Plan<V, V> ifMissing(StoredEntry current, Bytes payload, V value) {
        long now = store.now();
        Optional<Envelope> live = current.liveAt(now);
        return live.isPresent()
                ? new Plan<>(
                        effects.collect(current, now),
                        Told.nothing(),
                        values.decode(live.get().payload()))
                : new Plan<>(effects.load(current, payload, now), Told.nothing(), value);
    }

    /**
     * Loads several entries with one call of the loader and without standing in line.
     *
     * @param replace also those that are there; else what is there, or is written meanwhile, stays
     * @return the values that the cache has now of those that were loaded
     */
    public Map<K, V> loadAll(Map<Bytes, K> keys, boolean replace) {
        Map<K, V> found = loader.loadAll(keys.values());
        Map<Bytes, Loaded<V>> loaded = new HashMap<>();
        keys.forEach((bytes, key) -> {
            V value = found.get(key);
            if (value != null) {
                loaded.put(bytes, new Loaded<>(value, values.encode(value)));
            }
        });
        if (loaded.isEmpty()) {
            return Map.of();
        }
        Map<K, V> now = new HashMap<>();
        changes.changeAll(loaded.keySet(), false, current -> {
                    Loaded<V> one = Objects.requireNonNull(loaded.get(current.key()));
                    return replace
                            ? new Plan<>(effects.load(current, one.payload(), store.now()), Told.nothing(), one.value())
                            : ifMissing(current, one.payload(), one.value());
                })
                .forEach((bytes, committed) -> now.put(Objects.requireNonNull(keys.get(bytes)), committed.result()));
        return now;
    }

    private record Loaded<V>(V value, Bytes payload) {}
}
