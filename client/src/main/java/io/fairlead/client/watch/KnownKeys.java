package io.fairlead.client.watch;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyValue;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the receiver of a watch holds if it follows every batch: the keys of the range, and what is worth keeping of them.
 * Pure.
 *
 * <p>It starts from a read of the range at the revision in front of the watch. That read may end after events have come, so a
 * key that has changed since is left as it is.
 */
final class KnownKeys {
    private final boolean values;
    private final Map<Bytes, KeyValue> entries = new HashMap<>();

    /** Keys that have changed while the first read was under way. */
    private final Set<Bytes> changed = new HashSet<>();

    /** The first read has ended: nothing is missing. */
    private boolean complete;

    /** @param values whether previous values are asked for, so that values have to be kept */
    KnownKeys(boolean values) {
        this.values = values;
    }

    boolean isComplete() {
        return complete;
    }

    /** A page of the first read. */
    void learn(List<KeyValue> page) {
        if (complete) {
            return;
        }
        for (KeyValue entry : page) {
            if (!changed.contains(entry.key())) {
                entries.put(entry.key(), kept(entry));
            }
        }
    }

    /** The first read has ended. */
    void learntAll() {
        complete = true;
        changed.clear();
    }

    /** The receiver gets this batch. */
    void apply(WatchBatch batch) {
        for (WatchEvent event : batch.events()) {
            if (!complete) {
                changed.add(event.key());
            }
            if (event.kind() == WatchEvent.Kind.DELETED) {
                entries.remove(event.key());
            } else {
                entries.put(event.key(), kept(event.entry()));
            }
        }
    }

    private KeyValue kept(KeyValue entry) {
        return values
                ? entry
                : new KeyValue(
                        entry.key(),
                        Bytes.empty(),
                        entry.createRevision(),
                        entry.modRevision(),
                        entry.version(),
                        entry.lease());
    }

    /**
     * From here to a snapshot, as a batch; if not everything is known, the snapshot itself.
     *
     * @param snapshot every key of the range
     * @param revision at which it was read
     */
    WatchBatch changesTo(List<KeyValue> snapshot, long revision) {
        if (!complete) {
            List<WatchEvent> all = snapshot.stream()
                    .map(entry -> new WatchEvent(WatchEvent.Kind.CREATED, entry, Optional.empty()))
                    .toList();
            return new WatchBatch(WatchBatch.Kind.SNAPSHOT, revision, all);
        }
        List<WatchEvent> events = new ArrayList<>();
        Set<Bytes> gone = new HashSet<>(entries.keySet());
        for (KeyValue entry : snapshot) {
            gone.remove(entry.key());
            KeyValue before = entries.get(entry.key());
            if (before == null) {
                events.add(new WatchEvent(WatchEvent.Kind.CREATED, entry, Optional.empty()));
            } else if (before.modRevision() != entry.modRevision()) {
                events.add(new WatchEvent(WatchEvent.Kind.UPDATED, entry, previous(before)));
            }
        }
        for (Bytes key : gone) {
            KeyValue tombstone = new KeyValue(key, Bytes.empty(), 0, revision, 0, 0);
            events.add(new WatchEvent(WatchEvent.Kind.DELETED, tombstone, previous(entries.get(key))));
        }
        events.sort(Comparator.comparingLong(WatchEvent::revision).thenComparing(WatchEvent::key));
        return new WatchBatch(WatchBatch.Kind.RESYNC, revision, events);
    }

    private Optional<KeyValue> previous(@Nullable KeyValue before) {
        return values ? Optional.ofNullable(before) : Optional.empty();
    }

    /** The receiver holds this snapshot from now on. */
    void replace(List<KeyValue> snapshot) {
        entries.clear();
        snapshot.forEach(entry -> entries.put(entry.key(), kept(entry)));
        learntAll();
    }
}
