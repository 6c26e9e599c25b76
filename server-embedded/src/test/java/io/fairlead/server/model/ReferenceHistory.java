package io.fairlead.server.model;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** All that ever happened: a whole copy of the keys at each revision, and the changes that made it. */
final class ReferenceHistory {
    private final List<NavigableMap<ByteString, KeyValue>> states = new ArrayList<>();
    private final List<List<Event>> changes = new ArrayList<>();
    private long compacted = -1;

    ReferenceHistory() {
        // Revision 0, which is none, and 1, that of a fresh store.
        for (int i = 0; i < 2; i++) {
            states.add(noKeys());
            changes.add(List.of());
        }
    }

    private static NavigableMap<ByteString, KeyValue> noKeys() {
        return new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    }

    long revision() {
        return states.size() - 1L;
    }

    /** The revision of the last compaction, or -1. */
    long compacted() {
        return compacted;
    }

    void compact(long revision) {
        compacted = revision;
    }

    /** The keys alive at {@code revision}, whether it was compacted or not. */
    NavigableMap<ByteString, KeyValue> at(long revision) {
        return revision < 0 ? noKeys() : Collections.unmodifiableNavigableMap(states.get((int) revision));
    }

    /** What made the keys what they are at {@code revision}, in order. */
    List<Event> changesOf(long revision) {
        return changes.get((int) revision);
    }

    Draft draft() {
        return new Draft();
    }

    static boolean isIn(ByteString from, ByteString end, ByteString key) {
        if (end.isEmpty()) {
            return key.equals(from);
        }
        return compare(key, from) >= 0 && (end.equals(ByteString.copyFrom(new byte[] {0})) || compare(key, end) < 0);
    }

    static int compare(ByteString one, ByteString other) {
        return ByteString.unsignedLexicographicalComparator().compare(one, other);
    }

    /** What would be the next revision. */
    final class Draft {
        private final NavigableMap<ByteString, KeyValue> before =
                ReferenceHistory.this.at(ReferenceHistory.this.revision());
        private final List<Event> events = new ArrayList<>();

        /** The keys with what was changed so far: a copy from the first change on. */
        private NavigableMap<ByteString, KeyValue> keys = before;

        private NavigableMap<ByteString, KeyValue> changing() {
            if (keys == before) {
                keys = noKeys();
                keys.putAll(before);
            }
            return keys;
        }

        /** The revision that whoever reads in the draft is told. */
        long revision() {
            return events.isEmpty() ? ReferenceHistory.this.revision() : next();
        }

        private long next() {
            return ReferenceHistory.this.revision() + 1;
        }

        NavigableMap<ByteString, KeyValue> at(long revision) {
            return revision == next() ? keys : ReferenceHistory.this.at(revision);
        }

        /** The keys with what was changed so far. */
        NavigableMap<ByteString, KeyValue> now() {
            return Collections.unmodifiableNavigableMap(keys);
        }

        void put(ByteString key, ByteString value, long lease) {
            KeyValue before = keys.get(key);
            KeyValue after = KeyValue.newBuilder()
                    .setKey(key)
                    .setValue(value)
                    .setLease(lease)
                    .setModRevision(next())
                    .setCreateRevision(before == null ? next() : before.getCreateRevision())
                    .setVersion(before == null ? 1 : before.getVersion() + 1)
                    .build();
            changing().put(key, after);
            events.add(
                    Event.newBuilder().setType(Event.EventType.PUT).setKv(after).build());
        }

        void delete(ByteString key) {
            changing().remove(key);
            events.add(Event.newBuilder()
                    .setType(Event.EventType.DELETE)
                    .setKv(KeyValue.newBuilder().setKey(key).setModRevision(next()))
                    .build());
        }

        /** Makes it the next revision, if it changed anything. */
        void commit() {
            if (!events.isEmpty()) {
                states.add(keys);
                changes.add(events);
            }
        }
    }
}
