package io.fairlead.jcache;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.jcache.config.AccessExpiry;
import io.fairlead.jcache.store.Effect;
import io.fairlead.jcache.store.Envelope;
import io.fairlead.jcache.store.StoredEntry;
import io.fairlead.jcache.store.View;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The operations that read. Reading may move deadlines, collect what has expired, and load what is missing. */
final class EntryReads<K, V> {
    private static final System.Logger LOG = System.getLogger(EntryReads.class.getName());

    private final CacheCore<K, V> core;

    EntryReads(CacheCore<K, V> core) {
        this.core = core;
    }

    @Nullable
    V get(K key) {
        long start = core.meter().start();
        Bytes bytes = core.bytes(key);
        StoredEntry entry = core.parts().reads().get(bytes);
        Optional<V> value = entry.liveAt(core.now()).map(core::value);
        follow(List.of(entry));
        core.meter().got(value.isPresent(), start);
        return value.or(() -> core.readThrough().flatMap(loads -> loads.load(key, bytes)))
                .orElse(null);
    }

    Map<K, V> getAll(Set<? extends K> keys) {
        long start = core.meter().start();
        Map<Bytes, K> missing = core.byBytes(keys);
        int wanted = missing.size();
        View view = core.parts().reads().getAll(List.copyOf(missing.keySet()));
        long now = core.now();
        Map<K, V> found = new HashMap<>();
        for (StoredEntry entry : view.entries()) {
            Optional<Envelope> live = entry.liveAt(now);
            if (live.isPresent()) {
                K key = missing.remove(entry.key());
                found.put(key, core.value(live.get()));
            }
        }
        follow(view.entries());
        core.meter().got(found.size(), wanted - found.size(), start);
        if (!missing.isEmpty()) {
            core.readThrough().ifPresent(loads -> found.putAll(loads.loadAll(missing, false)));
        }
        return found;
    }

    boolean contains(K key) {
        StoredEntry entry = core.parts().reads().get(core.bytes(key));
        boolean contained = entry.liveAt(core.now()).isPresent();
        if (!contained) {
            follow(List.of(entry));
        }
        return contained;
    }

    /**
     * Makes the changes that follow from a read. The read itself is right without them: if the cluster does not take them now,
     * the next read tries again; strict access alone insists.
     */
    void follow(List<StoredEntry> seen) {
        long now = core.now();
        Map<StoredEntry, Effect> followUps = new LinkedHashMap<>();
        for (StoredEntry entry : seen) {
            Effect effect = core.effects().access(entry, now);
            if (!(effect instanceof Effect.Keep)) {
                followUps.put(entry, effect);
            }
        }
        try {
            core.changes().follow(followUps);
        } catch (FairleadException e) {
            if (core.parts().settings().accessExpiry() == AccessExpiry.STRICT) {
                throw e;
            }
            LOG.log(System.Logger.Level.DEBUG, "what an access asks for was not written", e);
        }
    }
}
