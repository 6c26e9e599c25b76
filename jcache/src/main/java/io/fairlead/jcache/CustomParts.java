package io.fairlead.jcache;

import io.fairlead.jcache.config.AccessExpiry;
import io.fairlead.jcache.config.CacheSettings;
import io.fairlead.jcache.config.FairleadConfiguration;
import io.fairlead.jcache.expiry.ExpiryTimes;
import java.io.Closeable;
import java.util.Optional;
import java.util.stream.Stream;
import javax.cache.configuration.Factory;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/**
 * What the factories of a configuration make, but for listeners. Made once for each cache, and closed with it, as far as it can
 * be closed.
 *
 * @param policy when entries expire, as the user has it
 * @param expiry the same in deadlines
 * @param loader for {@code loadAll}, and for reads if {@code readsThrough}
 * @param readsThrough whether reads that miss load
 * @param writer is told of changes, if the cache writes through
 */
record CustomParts<K, V>(
        ExpiryPolicy policy,
        ExpiryTimes expiry,
        Optional<CacheLoader<K, V>> loader,
        boolean readsThrough,
        Optional<CacheWriter<? super K, ? super V>> writer)
        implements AutoCloseable {
    static <K, V> CustomParts<K, V> of(FairleadConfiguration<K, V> configuration, CacheSettings settings) {
        ExpiryPolicy policy = configuration.getExpiryPolicyFactory().create();
        return new CustomParts<>(
                policy,
                new ExpiryTimes(policy, settings.accessExpiry() == AccessExpiry.STRICT),
                make(configuration.getCacheLoaderFactory()),
                configuration.isReadThrough(),
                configuration.isWriteThrough() ? make(configuration.getCacheWriterFactory()) : Optional.empty());
    }

    private static <T> Optional<T> make(@Nullable Factory<? extends T> factory) {
        return factory == null ? Optional.empty() : Optional.of(factory.create());
    }

    /** @throws javax.cache.CacheException if one of them does not close; the others are closed all the same */
    @Override
    public void close() {
        Closing.all(Stream.concat(
                        Stream.<AutoCloseable>of(expiry),
                        Stream.concat(loader.stream(), writer.stream())
                                .filter(Closeable.class::isInstance)
                                .map(AutoCloseable.class::cast))
                .toList());
    }
}
