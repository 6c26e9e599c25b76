package io.fairlead.jcache;

import io.fairlead.jcache.store.Envelope;
import io.fairlead.jcache.store.StoreScan;
import io.fairlead.jcache.store.StoredEntry;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the entries as they were at one revision. What {@link #next} gives was there then and has not expired since
 * {@link #hasNext}; reading it is an access.
 */
final class EntryIterator<K, V> implements Iterator<Cache.Entry<K, V>> {
    private final CacheCore<K, V> core;
    private final EntryReads<K, V> reads;
    private final Consumer<K> remover;
    private final Gate gate;
    private final StoreScan scan;
    private final Iterator<StoredEntry> rest;

    private @Nullable StoredEntry ahead;
    private @Nullable K last;

    EntryIterator(CacheCore<K, V> core, EntryReads<K, V> reads, Consumer<K> remover, Gate gate) {
        this.core = core;
        this.reads = reads;
        this.remover = remover;
        this.gate = gate;
        this.scan = core.parts().store().scan();
        this.rest = scan.iterator();
    }

    @Override
    public boolean hasNext() {
        return gate.call(() -> lookAhead() != null);
    }

    private @Nullable StoredEntry lookAhead() {
        while (ahead == null && rest.hasNext()) {
            StoredEntry candidate = rest.next();
            if (candidate.liveAt(core.now()).isPresent()) {
                ahead = candidate;
            }
        }
        if (ahead == null) {
            scan.close();
        }
        return ahead;
    }

    @Override
    public Cache.Entry<K, V> next() {
        return gate.call(() -> {
            long start = core.meter().start();
            StoredEntry entry = lookAhead();
            if (entry == null) {
                throw new NoSuchElementException();
            }
            ahead = null;
            reads.follow(List.of(entry));
            Optional<Envelope> record = entry.envelope();
            FairleadEntry<K, V> next = core.entry(entry, record.orElseThrow());
            last = next.key();
            core.meter().got(1, 0, start);
            return next;
        });
    }

    /** Removes the entry of this key, whatever its value is by now. */
    @Override
    public void remove() {
        K key = last;
        if (key == null) {
            throw new IllegalStateException("next was not called, or its entry is removed already");
        }
        last = null;
        gate.run(() -> remover.accept(key));
    }
}
