package io.fairlead.jcache.event;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import javax.cache.Cache;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * What a listener is told, with the revision of the change: {@code event.unwrap(FairleadEvent.class).revision()}. Keys and
 * values are copies of the listener's own.
 */
// Serializable by inheritance alone: a key or a value need not be, and writing one is refused below.
@SuppressWarnings("serial")
public final class FairleadEvent<K, V> extends CacheEntryEvent<K, V> {
    private static final long serialVersionUID = 1L;

    private final transient K key;
    private final transient @Nullable V value;
    private final transient @Nullable V oldValue;
    private final transient long revision;

    FairleadEvent(Cache<K, V> source, EventType type, K key, @Nullable V value, @Nullable V oldValue, long revision) {
        super(source, type);
        this.key = key;
        this.value = value;
        this.oldValue = oldValue;
        this.revision = revision;
    }

    /**
     * The revision of the cluster at which the change was made: never the same for two changes of one key, growing from one call
     * of a listener to the next, and the same for all changes of one atomic operation.
     */
    public long revision() {
        return revision;
    }

    @Override
    public K getKey() {
        return key;
    }

    /** The value of a created or updated entry; of one that is gone, the {@link #getOldValue() value it had}. */
    @Override
    public @Nullable V getValue() {
        return value == null ? oldValue : value;
    }

    /**
     * The value before the change; null if there was none, the registration did not require it, or the cluster has compacted it
     * away.
     */
    @Override
    public @Nullable V getOldValue() {
        return oldValue;
    }

    @Override
    public boolean isOldValueAvailable() {
        return oldValue != null;
    }

    /**
     * This event as one of {@code type}.
     *
     * @throws IllegalArgumentException if it is none
     */
    @Override
    public <T> T unwrap(Class<T> type) {
        if (!type.isInstance(this)) {
            throw new IllegalArgumentException("an event of this cache is no " + type.getName());
        }
        return type.cast(this);
    }

    /** The type and the revision; never a key or a value. */
    @Override
    public String toString() {
        return getEventType() + " at revision " + revision;
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("an event belongs to the process that hears it");
    }
}
