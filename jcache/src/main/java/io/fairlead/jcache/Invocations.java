package io.fairlead.jcache;

import io.fairlead.jcache.integration.LoaderAdapter;
import io.fairlead.jcache.integration.ReadThrough;
import io.fairlead.jcache.processor.ProcessorRunner;
import io.fairlead.jcache.processor.ProcessorRunner.Processed;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.cache.CacheException;
import javax.cache.integration.CacheWriterException;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/** The operations that run processors. */
final class Invocations<K, V> {
    private final CacheCore<K, V> core;
    private final Gate gate;
    private final ProcessorRunner<K, V> runner;

    Invocations(CacheCore<K, V> core, Gate gate, UnaryOperator<V> check) {
        this.core = core;
        this.gate = gate;
        Optional<LoaderAdapter<K, V>> loader = core.readThrough().map(ReadThrough::loader);
        this.runner = new ProcessorRunner<>(
                core.parts().store(), core.parts().values(), loader, core.effects(), core.changes(), check);
    }

    <T> @Nullable T invoke(K key, EntryProcessor<K, V, T> processor, Object... arguments) {
        long start = core.meter().start();
        Processed<T> processed = run(() -> runner.invoke(key, core.bytes(key), processor, arguments));
        core.meter().got(processed.hit(), start);
        core.meter().put(processed.put() ? 1 : 0, start);
        core.meter().removed(processed.removed() ? 1 : 0, start);
        return processed.result();
    }

    /** The writer is part of what the processor does, so its failures arrive as the processor's do. */
    private static <T> T run(Supplier<T> invocation) {
        try {
            return invocation.get();
        } catch (CacheWriterException e) {
            throw new EntryProcessorException("the CacheWriter failed; the cache was not changed", e);
        }
    }

    /** One after the other; each has an effect of its own, and a failure of its own. */
    <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> processor, Object... arguments) {
        Map<K, EntryProcessorResult<T>> results = new HashMap<>();
        for (K key : keys) {
            EntryProcessorResult<T> result = result(() -> gate.call(() -> invoke(key, processor, arguments)));
            if (result != null) {
                results.put(key, result);
            }
        }
        return results;
    }

    private static <T> @Nullable EntryProcessorResult<T> result(Supplier<? extends @Nullable T> invocation) {
        try {
            T value = invocation.get();
            return value == null ? null : () -> value;
        } catch (EntryProcessorException e) {
            return () -> {
                throw e;
            };
        } catch (CacheException e) {
            return () -> {
                throw new EntryProcessorException(e);
            };
        }
    }
}
