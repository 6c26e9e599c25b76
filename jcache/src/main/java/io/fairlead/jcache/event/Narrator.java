package io.fairlead.jcache.event;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.codec.Codec;
import io.fairlead.jcache.store.Change;
import io.fairlead.jcache.store.ChangeBatch;
import io.fairlead.jcache.store.Envelope;
import io.fairlead.jcache.store.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Turns changes of entries into what JSR 107 calls them.
 *
 * <table>
 *   <caption>Changes and events</caption>
 *   <tr><td>created, loaded anew</td><td>CREATED</td></tr>
 *   <tr><td>created or loaded over an expired record</td><td>EXPIRED, then CREATED</td></tr>
 *   <tr><td>updated, loaded over another value</td><td>UPDATED</td></tr>
 *   <tr><td>removed; expired</td><td>REMOVED; EXPIRED</td></tr>
 *   <tr><td>touched by a read; cleared</td><td>nothing</td></tr>
 * </table>
 */
final class Narrator<K, V> {
    private final Cache<K, V> source;
    private final Codec<K> keys;
    private final Codec<V> values;

    Narrator(Cache<K, V> source, Codec<K> keys, Codec<V> values) {
        this.source = source;
        this.keys = keys;
        this.values = values;
    }

    Cache<K, V> source() {
        return source;
    }

    /**
     * The events of one revision that the audience hears, in the order of the changes. An entry that can't be read spoils no
     * other: it is reported to {@code unreadable}.
     */
    List<FairleadEvent<K, V>> tell(ChangeBatch batch, Audience<K, V> audience, Failures unreadable) {
        List<FairleadEvent<K, V>> events = new ArrayList<>(batch.changes().size());
        for (Change change : batch.changes()) {
            for (EventType type : typesOf(change)) {
                if (audience.hears(type)) {
                    unreadable.collect(() -> events.add(event(type, change, batch.revision())));
                }
            }
        }
        return events;
    }

    private static List<EventType> typesOf(Change change) {
        return switch (change.kind()) {
            case CREATED -> List.of(EventType.CREATED);
            case EXPIRED_AND_CREATED -> List.of(EventType.EXPIRED, EventType.CREATED);
            case UPDATED -> List.of(EventType.UPDATED);
            case LOADED -> typesOfLoaded(change.now());
            case REMOVED -> List.of(EventType.REMOVED);
            case EXPIRED -> List.of(EventType.EXPIRED);
            case TOUCHED, CLEARED -> List.of();
        };
    }

    private static List<EventType> typesOfLoaded(StoredEntry now) {
        if (now.createRevision() == now.modRevision()) {
            return List.of(EventType.CREATED);
        }
        boolean afterExpiry = now.envelope()
                .map(envelope -> envelope.flags().contains(Envelope.Flag.AFTER_EXPIRY))
                .orElse(false);
        return afterExpiry ? List.of(EventType.EXPIRED, EventType.CREATED) : List.of(EventType.UPDATED);
    }

    private FairleadEvent<K, V> event(EventType type, Change change, long revision) {
        K key = keys.decode(change.now().key());
        return switch (type) {
            case CREATED -> new FairleadEvent<>(source, type, key, value(change.now()), null, revision);
            case UPDATED ->
                new FairleadEvent<>(source, type, key, value(change.now()), value(change.before()), revision);
            case REMOVED, EXPIRED -> new FairleadEvent<>(source, type, key, null, value(change.before()), revision);
        };
    }

    private @Nullable V value(StoredEntry entry) {
        Bytes payload = entry.envelope().map(Envelope::payload).orElse(null);
        return payload == null ? null : values.decode(payload);
    }
}
