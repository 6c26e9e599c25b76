package io.fairlead.testing;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.watch.WatchEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What happened to a range, revision by revision, as plain reads of the past tell it: no watch is asked. */
final class PlainHistory {
    /** The changes of each revision that changed something; their order within it cannot be read. */
    private final TreeMap<Long, Set<WatchEvent>> changes = new TreeMap<>();

    /** Reads the range at every revision from {@code first} to {@code last}, both inclusive, and the one in front of them. */
    static PlainHistory read(Kv kv, KeyRange range, long first, long last) {
        PlainHistory history = new PlainHistory();
        Map<Bytes, KeyValue> before = at(kv, range, first - 1);
        for (long revision = first; revision <= last; revision++) {
            Map<Bytes, KeyValue> after = at(kv, range, revision);
            history.add(revision, before, after);
            before = after;
        }
        return history;
    }

    private static Map<Bytes, KeyValue> at(Kv kv, KeyRange range, long revision) {
        return kv.get(range, ReadOptions.defaults().revision(revision).serializable()).entries().stream()
                .collect(Collectors.toMap(KeyValue::key, entry -> entry));
    }

    private void add(long revision, Map<Bytes, KeyValue> before, Map<Bytes, KeyValue> after) {
        Set<WatchEvent> made = new HashSet<>();
        Set<Bytes> keys = new HashSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (Bytes key : keys) {
            Optional<KeyValue> old = Optional.ofNullable(before.get(key));
            KeyValue now = after.get(key);
            if (now == null) {
                KeyValue tombstone = new KeyValue(key, Bytes.empty(), 0, revision, 0, 0);
                made.add(new WatchEvent(WatchEvent.Kind.DELETED, tombstone, old));
            } else if (now.modRevision() == revision) {
                boolean created = now.createRevision() == revision;
                made.add(new WatchEvent(
                        created ? WatchEvent.Kind.CREATED : WatchEvent.Kind.UPDATED,
                        now,
                        created ? Optional.empty() : old));
            }
        }
        if (!made.isEmpty()) {
            changes.put(revision, made);
        }
    }

    /** What a watch of {@code range} that wants previous values has to deliver from a revision on: each revision once. */
    Map<Long, Set<WatchEvent>> seenBy(KeyRange range, long from) {
        Map<Long, Set<WatchEvent>> seen = new HashMap<>();
        changes.tailMap(from, true).forEach((revision, events) -> {
            Set<WatchEvent> wanted =
                    events.stream().filter(event -> range.contains(event.key())).collect(Collectors.toSet());
            if (!wanted.isEmpty()) {
                seen.put(revision, wanted);
            }
        });
        return seen;
    }

    List<Long> revisions() {
        return List.copyOf(changes.keySet());
    }
}
