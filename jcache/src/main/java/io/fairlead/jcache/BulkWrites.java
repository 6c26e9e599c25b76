package io.fairlead.jcache;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.jcache.change.Planner;
import io.fairlead.jcache.change.Planner.Plan;
import io.fairlead.jcache.change.Told;
import io.fairlead.jcache.config.BulkMode;
import io.fairlead.jcache.integration.WriterAdapter;
import io.fairlead.jcache.integration.WriterAdapter.Batch;
import io.fairlead.jcache.store.Committed;
import io.fairlead.jcache.store.Effect;
import io.fairlead.jcache.store.Effect.Removal;
import io.fairlead.jcache.store.StoreScan;
import io.fairlead.jcache.store.StoredEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import javax.cache.CacheException;

/**
 * The operations that change many entries. A system outside is told first, in one call and without locks, and only what it has
 * done is done in the cache.
 */
final class BulkWrites<K, V> {
    private final CacheCore<K, V> core;

    BulkWrites(CacheCore<K, V> core) {
        this.core = core;
    }

    void putAll(Map<? extends K, ? extends V> map) {
        if (map.isEmpty()) {
            return;
        }
        long start = core.meter().start();
        Map<Bytes, Bytes> payloads = new HashMap<>();
        map.forEach((key, value) ->
                payloads.put(core.bytes(key), core.parts().values().encode(value)));
        if (core.writer().isEmpty()) {
            put(map.keySet(), payloads, start);
        } else {
            Batch<K> batch = core.writer().get().writeAll(map);
            put(batch.done(), payloads, start);
            batch.check();
        }
    }

    private void put(Collection<? extends K> keys, Map<Bytes, Bytes> payloads, long start) {
        long puts = changeAll(keys, current -> {
            Bytes payload = Objects.requireNonNull(payloads.get(current.key()));
            Effect effect = core.effects().write(current, payload, core.now());
            return new Plan<>(effect, Told.nothing(), effect instanceof Effect.Put);
        });
        core.meter().put(puts, start);
    }

    void removeAll(Set<? extends K> keys) {
        if (keys.isEmpty()) {
            return;
        }
        long start = core.meter().start();
        if (core.writer().isEmpty()) {
            remove(keys, start);
        } else {
            removeThrough(core.writer().get(), keys, start);
        }
    }

    private void removeThrough(WriterAdapter<K, V> writer, Collection<? extends K> keys, long start) {
        Batch<K> batch = writer.deleteAll(keys);
        remove(batch.done(), start);
        batch.check();
    }

    private void remove(Collection<? extends K> keys, long start) {
        long removals = changeAll(keys, current -> {
            long now = core.now();
            boolean live = current.liveAt(now).isPresent();
            return new Plan<>(core.effects().remove(current, now), Told.nothing(), live);
        });
        core.meter().removed(removals, start);
    }

    /** How many of the entries the planner says yes for. */
    private long changeAll(Collection<? extends K> keys, Planner<V, Boolean> planner) {
        if (keys.isEmpty()) {
            return 0;
        }
        boolean atomic = core.parts().settings().bulk() == BulkMode.REQUIRED;
        try {
            return core.changes().changeAll(core.byBytes(keys).keySet(), atomic, planner).values().stream()
                    .filter(Committed::result)
                    .count();
        } catch (IllegalArgumentException e) {
            throw new CacheException(
                    "too much for one transaction, which atomic-bulk=required asks for; the cache was not changed"
                            + (core.writer().isPresent() ? ", though the CacheWriter has been told" : ""),
                    e);
        } catch (FairleadException e) {
            // What is known of the part that failed is not true of those before it.
            throw atomic || keys.size() == 1
                    ? e
                    : new CacheException(
                            e.getMessage() + "; some of the entries may have been changed: read before asking again",
                            e);
        }
    }

    void removeAll() {
        long start = core.meter().start();
        if (core.writer().isPresent()) {
            List<K> keys = new ArrayList<>();
            forEachLive(entry -> keys.add(core.parts().keys().decode(entry.key())));
            if (!keys.isEmpty()) {
                removeThrough(core.writer().get(), keys, start);
            }
        } else {
            // Counted a moment before: the cluster deletes a range without saying which of it had expired.
            long[] live = {0};
            if (core.meter().isOn()) {
                forEachLive(entry -> live[0]++);
            }
            core.changes().deletedAll(core.parts().store().deleteAll(Removal.REMOVED));
            core.meter().removed(live[0], start);
        }
    }

    private void forEachLive(Consumer<StoredEntry> consumer) {
        try (StoreScan scan = core.parts().store().scan()) {
            long now = core.now();
            scan.forEach(entry -> {
                if (entry.liveAt(now).isPresent()) {
                    consumer.accept(entry);
                }
            });
        }
    }

    void clear() {
        core.changes().deletedAll(core.parts().store().deleteAll(Removal.CLEARED));
    }
}
