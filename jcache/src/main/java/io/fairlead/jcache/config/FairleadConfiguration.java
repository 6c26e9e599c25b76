package io.fairlead.jcache.config;

import io.fairlead.jcache.codec.Codec;
import io.fairlead.jcache.codec.KeyCodec;
import io.fairlead.jcache.codec.TypeFilter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a cache with what Fairlead adds to JSR 107. What is not set here is as the manager has it.
 *
 * <pre>{@code
 * manager.createCache("carts", new FairleadConfiguration<>(String.class, Cart.class)
 *         .setNear(NearMode.bounded(Duration.ofMillis(100)))
 *         .setAllow("com.example.shop.*"));
 * }</pre>
 *
 * <p>Not safe to share between threads while it is changed; a cache takes a copy.
 */
public final class FairleadConfiguration<K, V> extends MutableConfiguration<K, V> {
    private static final long serialVersionUID = 1L;

    private final EnumMap<Option, String> options = new EnumMap<>(Option.class);
    private @Nullable Factory<? extends KeyCodec<K>> keyCodec;
    private @Nullable Factory<? extends Codec<V>> valueCodec;

    /** The defaults of JSR 107, for keys and values of any type. */
    public FairleadConfiguration() {}

    /** The defaults of JSR 107, for keys and values of these types. */
    public FairleadConfiguration(Class<K> keyType, Class<V> valueType) {
        setTypes(keyType, valueType);
    }

    /** What another configuration says, with what it adds if it is one of Fairlead. */
    public FairleadConfiguration(CompleteConfiguration<K, V> other) {
        super(other);
        if (other instanceof FairleadConfiguration<K, V> ours) {
            options.putAll(ours.options);
            keyCodec = ours.keyCodec;
            valueCodec = ours.valueCodec;
        }
    }

    /** A copy of any configuration; of one that is not complete, it has the types and how values are stored. */
    public static <K, V> FairleadConfiguration<K, V> copyOf(Configuration<K, V> other) {
        if (other instanceof CompleteConfiguration<K, V> complete) {
            return new FairleadConfiguration<>(complete);
        }
        FairleadConfiguration<K, V> copy = new FairleadConfiguration<>(other.getKeyType(), other.getValueType());
        copy.setStoreByValue(other.isStoreByValue());
        return copy;
    }

    /** How fresh reads are. */
    public FairleadConfiguration<K, V> setNear(NearMode mode) {
        return set(Option.NEAR, mode.toString());
    }

    /**
     * How many entries a copy in this process may have.
     *
     * @throws IllegalArgumentException if that is not positive
     */
    public FairleadConfiguration<K, V> setNearMaxEntries(int entries) {
        return set(Option.NEAR_MAX_ENTRIES, Integer.toString(entries));
    }

    /** What becomes of the cache in the cluster when it is closed. */
    public FairleadConfiguration<K, V> setOnClose(OnClose onClose) {
        return set(Option.ON_CLOSE, CacheSettings.wordOf(onClose));
    }

    /**
     * What Java serialization may read and write beside the types of keys and values; see {@link TypeFilter} for the patterns.
     *
     * @throws IllegalArgumentException if one of them is no pattern
     */
    public FairleadConfiguration<K, V> setAllow(String... patterns) {
        return set(Option.ALLOW, String.join(",", Arrays.asList(patterns)));
    }

    /** How entry processors run. */
    public FairleadConfiguration<K, V> setInvokeMode(InvokeMode mode) {
        return set(Option.INVOKE, CacheSettings.wordOf(mode));
    }

    /** What becomes of bulk writes that do not fit into one revision. */
    public FairleadConfiguration<K, V> setBulkMode(BulkMode mode) {
        return set(Option.ATOMIC_BULK, CacheSettings.wordOf(mode));
    }

    /** How exactly reads move deadlines. */
    public FairleadConfiguration<K, V> setAccessExpiry(AccessExpiry exactness) {
        return set(Option.ACCESS_EXPIRY, CacheSettings.wordOf(exactness));
    }

    /**
     * Time for each call to the cluster, with all its tries.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public FairleadConfiguration<K, V> setDeadline(Duration deadline) {
        return set(Option.DEADLINE, DurationText.of(deadline));
    }

    /** How keys become bytes, instead of what Fairlead would choose for their type. Everyone who opens the cache must say so. */
    public FairleadConfiguration<K, V> setKeyCodecFactory(Factory<? extends KeyCodec<K>> factory) {
        keyCodec = Objects.requireNonNull(factory, "factory");
        return this;
    }

    /** How values become bytes, instead of what Fairlead would choose for their type. Everyone who opens the cache must say so. */
    public FairleadConfiguration<K, V> setValueCodecFactory(Factory<? extends Codec<V>> factory) {
        valueCodec = Objects.requireNonNull(factory, "factory");
        return this;
    }

    /** What makes the codec of keys; empty for the one that is chosen by their type. */
    public Optional<Factory<? extends KeyCodec<K>>> getKeyCodecFactory() {
        return Optional.ofNullable(keyCodec);
    }

    /** What makes the codec of values; empty for the one that is chosen by their type. */
    public Optional<Factory<? extends Codec<V>>> getValueCodecFactory() {
        return Optional.ofNullable(valueCodec);
    }

    @Override
    public FairleadConfiguration<K, V> setTypes(Class<K> keyType, Class<V> valueType) {
        super.setTypes(keyType, valueType);
        return this;
    }

    @Override
    public FairleadConfiguration<K, V> addCacheEntryListenerConfiguration(
            CacheEntryListenerConfiguration<K, V> listener) {
        super.addCacheEntryListenerConfiguration(listener);
        return this;
    }

    @Override
    public FairleadConfiguration<K, V> removeCacheEntryListenerConfiguration(
            CacheEntryListenerConfiguration<K, V> listener) {
        super.removeCacheEntryListenerConfiguration(listener);
        return this;
    }

    @Override
    public FairleadConfiguration<K, V> setCacheLoaderFactory(Factory<? extends CacheLoader<K, V>> factory) {
        super.setCacheLoaderFactory(factory);
        return this;
    }

    @Override
    public FairleadConfiguration<K, V> setCacheWriterFactory(
            Factory<? extends CacheWriter<? super K, ? super V>> factory) {
        super.setCacheWriterFactory(factory);
        return this;
    }

    @Override
    public FairleadConfiguration<K, V> setExpiryPolicyFactory(Factory<? extends ExpiryPolicy> factory) {
        super.setExpiryPolicyFactory(factory);
        return this;
    }

    @Override
    public FairleadConfiguration<K, V> setReadThrough(boolean on) {
        super.setReadThrough(on);
        return this;
    }

    @Override
    public FairleadConfiguration<K, V> setWriteThrough(boolean on) {
        super.setWriteThrough(on);
        return this;
    }

    @Override
    public FairleadConfiguration<K, V> setStoreByValue(boolean on) {
        super.setStoreByValue(on);
        return this;
    }

    @Override
    public FairleadConfiguration<K, V> setStatisticsEnabled(boolean on) {
        super.setStatisticsEnabled(on);
        return this;
    }

    @Override
    public FairleadConfiguration<K, V> setManagementEnabled(boolean on) {
        super.setManagementEnabled(on);
        return this;
    }

    /** What this cache says for itself. */
    Map<Option, String> options() {
        return Collections.unmodifiableMap(options);
    }

    private FairleadConfiguration<K, V> set(Option option, String text) {
        CacheSettings unusedCheck = CacheSettings.of(new EnumMap<>(Map.of(option, text)));
        options.put(option, text);
        return this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other)
                && other instanceof FairleadConfiguration<?, ?> that
                && options.equals(that.options)
                && Objects.equals(keyCodec, that.keyCodec)
                && Objects.equals(valueCodec, that.valueCodec);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), options, keyCodec, valueCodec);
    }
}
