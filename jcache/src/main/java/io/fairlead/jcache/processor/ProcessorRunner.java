package io.fairlead.jcache.processor;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.change.EntryChanges;
import io.fairlead.jcache.change.EntryEffects;
import io.fairlead.jcache.change.Planner.Plan;
import io.fairlead.jcache.change.Told;
import io.fairlead.jcache.codec.Codec;
import io.fairlead.jcache.integration.LoaderAdapter;
import io.fairlead.jcache.processor.ProcessorEntry.NetEffect;
import io.fairlead.jcache.store.CacheStore;
import io.fairlead.jcache.store.Effect;
import io.fairlead.jcache.store.Envelope;
import io.fairlead.jcache.store.StoredEntry;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;

/** Runs processors on entries, and commits what they come to. Safe to share between threads. */
public final class ProcessorRunner<K, V> {
    private final CacheStore store;
    private final Codec<V> values;
    private final Optional<LoaderAdapter<K, V>> loader;
    private final EntryEffects effects;
    private final EntryChanges<K, V> changes;
    private final UnaryOperator<V> check;

    /**
     * @param loader if entries that are missing are loaded
     * @param check that a value is of the type the cache is for
     */
    public ProcessorRunner(
            CacheStore store,
            Codec<V> values,
            Optional<LoaderAdapter<K, V>> loader,
            EntryEffects effects,
            EntryChanges<K, V> changes,
            UnaryOperator<V> check) {
        this.store = store;
        this.values = values;
        this.loader = loader;
        this.effects = effects;
        this.changes = changes;
        this.check = check;
    }

    /**
     * What a processor came to, in the run that was committed.
     *
     * @param result what it gave
     * @param hit whether the entry was there
     * @param put whether it got a value from the processor
     * @param removed whether it was there and is gone
     */
    public record Processed<T>(@Nullable T result, boolean hit, boolean put, boolean removed) {}

    /**
     * Runs the processor, again if somebody else is quicker, and commits.
     *
     * @throws EntryProcessorException what the processor, the loader or the writer threw; nothing was changed
     */
    public <T> Processed<T> invoke(K key, Bytes bytes, EntryProcessor<K, V, T> processor, Object... arguments) {
        return changes.process(key, bytes, current -> plan(key, current, processor, arguments))
                .result();
    }

    private <T> Plan<V, Processed<T>> plan(
            K key, StoredEntry current, EntryProcessor<K, V, T> processor, Object... arguments) {
        long now = store.now();
        Optional<Envelope> live = current.liveAt(now);
        ProcessorEntry<K, V> entry = new ProcessorEntry<>(key, live, values, loader, check);
        T result = run(processor, entry, arguments);
        Effect effect = effect(entry, current, now);
        boolean hit = live.isPresent();
        boolean put = entry.effect() == NetEffect.WRITE && effect instanceof Effect.Put;
        return new Plan<>(
                effect, told(entry), new Processed<>(result, hit, put, hit && entry.effect() == NetEffect.REMOVE));
    }

    private static <K, V, T> @Nullable T run(
            EntryProcessor<K, V, T> processor, ProcessorEntry<K, V> entry, Object... arguments) {
        try {
            return processor.process(entry, arguments);
        } catch (EntryProcessorException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new EntryProcessorException("the EntryProcessor failed; nothing was changed", e);
        }
    }

    private Effect effect(ProcessorEntry<K, V> entry, StoredEntry current, long now) {
        return switch (entry.effect()) {
            case NONE -> effects.collect(current, now);
            case ACCESS -> effects.access(current, now);
            case LOAD -> effects.load(current, payload(entry), now);
            case WRITE -> effects.write(current, payload(entry), now);
            case REMOVE -> effects.remove(current, now);
        };
    }

    private Bytes payload(ProcessorEntry<K, V> entry) {
        return values.encode(Objects.requireNonNull(entry.value()));
    }

    private static <K, V> Told<V> told(ProcessorEntry<K, V> entry) {
        return switch (entry.effect()) {
            case NONE, ACCESS, LOAD -> Told.nothing();
            case WRITE -> Told.write(Objects.requireNonNull(entry.value()));
            case REMOVE -> Told.delete();
        };
    }
}
