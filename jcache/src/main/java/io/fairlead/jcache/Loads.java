package io.fairlead.jcache;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.integration.ReadThrough;
import io.fairlead.jcache.store.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;
import javax.cache.integration.CompletionListener;
import org.jspecify.annotations.Nullable;

/** Loading that nobody waits for, but for those who close the cache. */
final class Loads<K, V> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Loads.class.getName());

    /** What is under way, by the thread it runs on. */
    private final Map<Thread, CountDownLatch> underWay = new ConcurrentHashMap<>();

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
        Optional<RuntimeException> failure = failureOf(keys, replace);
        if (listener != null) {
            failure.ifPresentOrElse(listener::onException, listener::onCompletion);
        }
    }

    private Optional<RuntimeException> failureOf(List<K> keys, boolean replace) {
        CountDownLatch over = new CountDownLatch(1);
        // Before the gate, so that whoever has closed the gate finds here all that went through it.
        underWay.put(Thread.currentThread(), over);
        try {
            gate.run(() -> core.loads().ifPresent(loads -> load(loads, keys, replace)));
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a loadAll failed", e);
            return Optional.of(e);
        } finally {
            underWay.remove(Thread.currentThread());
            over.countDown();
        }
    }

    /**
     * Waits for the loads that are under way, so that no loader is closed while it loads; not for one that this is called from,
     * and no longer than a call of the cluster may take, for a loader may hang.
     */
    @Override
    public void close() {
        long end = System.nanoTime() + core.parts().settings().deadline().toNanos();
        try {
            for (Map.Entry<Thread, CountDownLatch> load : underWay.entrySet()) {
                if (load.getKey() != Thread.currentThread()
                        && !load.getValue().await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "a loadAll is still under way; its CacheLoader is closed all the same");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
