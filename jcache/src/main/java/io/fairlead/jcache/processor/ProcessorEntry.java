package io.fairlead.jcache.processor;

import io.fairlead.jcache.codec.Codec;
import io.fairlead.jcache.integration.LoaderAdapter;
import io.fairlead.jcache.store.Envelope;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/** The entry that a processor works on. For one run on one thread. */
final class ProcessorEntry<K, V> implements MutableEntry<K, V> {
    /** What all that was done so far comes to. */
    enum NetEffect {
        NONE,
        ACCESS,
        LOAD,
        WRITE,
        REMOVE
    }

    private final K key;
    private final Optional<Envelope> live;
    private final Codec<V> values;
    private final Optional<LoaderAdapter<K, V>> loader;
    private final UnaryOperator<V> check;

    private NetEffect effect = NetEffect.NONE;

    /** The value after all that was done so far; null if there is none, or nobody asked yet. */
    private @Nullable V value;

    /** Whether the loader had a value, so that removing the entry means something outside. */
    private boolean loaded;

    ProcessorEntry(
            K key,
            Optional<Envelope> live,
            Codec<V> values,
            Optional<LoaderAdapter<K, V>> loader,
            UnaryOperator<V> check) {
        this.key = key;
        this.live = live;
        this.values = values;
        this.loader = loader;
        this.check = check;
    }

    NetEffect effect() {
        return effect;
    }

    @Nullable
    V value() {
        return value;
    }

    @Override
    public K getKey() {
        return key;
    }

    @Override
    public boolean exists() {
        return value != null || (effect == NetEffect.NONE && live.isPresent());
    }

    @Override
    public @Nullable V getValue() {
        if (effect == NetEffect.NONE && live.isPresent()) {
            effect = NetEffect.ACCESS;
            value = values.decode(live.get().payload());
        } else if (effect == NetEffect.NONE && loader.isPresent()) {
            value = loader.get().load(key).orElse(null);
            loaded = value != null;
            effect = loaded ? NetEffect.LOAD : NetEffect.NONE;
        }
        return value;
    }

    @Override
    public void setValue(V newValue) {
        value = check.apply(Objects.requireNonNull(newValue, "value"));
        effect = NetEffect.WRITE;
    }

    @Override
    public void remove() {
        boolean madeHere = effect == NetEffect.WRITE && live.isEmpty() && !loaded;
        value = null;
        effect = madeHere ? NetEffect.NONE : NetEffect.REMOVE;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("not a " + type.getName());
    }
}
