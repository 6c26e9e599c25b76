package io.fairlead.jcache.integration;

import io.fairlead.jcache.change.Outside;
import io.fairlead.jcache.change.Told;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;

/** A writer of the user's, with its exceptions brought into order. */
public final class WriterAdapter<K, V> implements Outside<K, V> {
    private final CacheWriter<? super K, ? super V> writer;

    public WriterAdapter(CacheWriter<? super K, ? super V> writer) {
        this.writer = writer;
    }

    @Override
    public void tell(K key, Told<V> told) {
        try {
            if (told instanceof Told.Write<V> write) {
                writer.write(new WrittenEntry<>(key, write.value()));
            } else if (told instanceof Told.Delete<V>) {
                writer.delete(key);
            }
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    /** Writes these values. */
    public Batch<K> writeAll(Map<? extends K, ? extends V> values) {
        Collection<Cache.Entry<? extends K, ? extends V>> rest = new ArrayList<>();
        values.forEach((key, value) -> rest.add(new WrittenEntry<>(key, value)));
        return batch(
                values.keySet(),
                () -> writer.writeAll(asWriterWants(rest)),
                () -> rest.stream().map(Cache.Entry::getKey).collect(Collectors.toSet()));
    }

    // A collection of entries of K and V holds entries of what K and V extend; the writer only removes from it.
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> Collection<T> asWriterWants(Collection<?> entries) {
        return (Collection) entries;
    }

    /** Deletes these keys. */
    public Batch<K> deleteAll(Collection<? extends K> keys) {
        Set<K> rest = new LinkedHashSet<>(keys);
        return batch(keys, () -> writer.deleteAll(rest), () -> rest);
    }

    /** What is left over in the collection failed, unless nothing did. */
    private static <K> Batch<K> batch(Collection<? extends K> all, Runnable call, Leftover<K> rest) {
        try {
            call.run();
            return new Batch<>(List.copyOf(all), null);
        } catch (RuntimeException e) {
            Set<? extends K> failed = rest.keys();
            List<K> done = new ArrayList<>();
            Consumer<K> add = done::add;
            all.stream().filter(key -> !failed.contains(key)).forEach(add);
            return new Batch<>(done, failure(e));
        }
    }

    @FunctionalInterface
    private interface Leftover<K> {
        Set<? extends K> keys();
    }

    /**
     * What became of a batch.
     *
     * @param done what the writer has done
     * @param failure why it did no more; null if it did all
     */
    public record Batch<K>(List<K> done, @Nullable CacheWriterException failure) {
        /** Throws the failure, if there is one. */
        public void check() {
            if (failure != null) {
                throw failure;
            }
        }
    }

    private static CacheWriterException failure(RuntimeException cause) {
        return cause instanceof CacheWriterException known
                ? known
                : new CacheWriterException("the CacheWriter failed", cause);
    }
}
