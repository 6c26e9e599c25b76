package io.fairlead.jcache;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.integration.ReadThrough;
import io.fairlead.jcache.store.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import javax.cache.CacheException;
import javax.cache.integration.CompletionListener;
import org.jspecify.annotations.Nullable;

/** Loading that nobody waits for. */
final class Loads<K, V> {
    private static final System.Logger LOG = System.getLogger(Loads.class.getName());

    private final CacheCore<K, V> core;
    private final Gate gate;

    Loads(CacheCore<K, V> core, Gate gate) {
        this.core = core;
        this.gate = gate;
    }

    /** Begins to load on the manager's threads, and tells the listener there. */
    void loadAll(Set<? extends K> keys, boolean replace, @Nullable CompletionListener listener) {
        List<K> wanted = List.copyOf(keys);
        try {
            core.parts().threads().load(() -> load(wanted, replace, listener));
        } catch (RejectedExecutionException e) {
            throw new CacheException("nothing was loaded: too many loads wait, or the manager is closing", e);
        }
    }

    private void load(List<K> keys, boolean replace, @Nullable CompletionListener listener) {
        try {
            gate.run(() -> core.loads().ifPresent(loads -> load(loads, keys, replace)));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a loadAll failed", e);
            if (listener != null) {
                listener.onException(e);
            }
            return;
        }
        if (listener != null) {
            listener.onCompletion();
        }
    }

    private void load(ReadThrough<K, V> loads, List<K> keys, boolean replace) {
        Map<Bytes, K> wanted = core.byBytes(keys);
        if (!replace) {
            long now = core.now();
            List<Bytes> all = new ArrayList<>(wanted.keySet());
            for (StoredEntry entry : core.parts().store().getAll(all).entries()) {
                if (entry.liveAt(now).isPresent()) {
                    wanted.remove(entry.key());
                }
            }
        }
        if (!wanted.isEmpty()) {
            Map<K, V> unused = loads.loadAll(wanted, replace);
        }
    }
}
