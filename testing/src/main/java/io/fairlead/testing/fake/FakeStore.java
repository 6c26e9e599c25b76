package io.fairlead.testing.fake;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Keys with their whole history, nothing clever. On the loop of its fake. */
final class FakeStore {
    private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    private final NavigableMap<Long, List<Event>> history = new TreeMap<>();
    private final NavigableMap<ByteString, KeyValue> current = new TreeMap<>(ORDER);
    private long revision = 1;
    private long compacted;

    /** A change that is being made: all of it is one revision. */
    final class Write {
        private final List<Event> events = new ArrayList<>();
        private final long number = revision + 1;

        void put(ByteString key, ByteString value, long lease) {
            KeyValue before = current.get(key);
            KeyValue after = KeyValue.newBuilder()
                    .setKey(key)
                    .setValue(value)
                    .setLease(lease)
                    .setCreateRevision(before == null ? number : before.getCreateRevision())
                    .setModRevision(number)
                    .setVersion(before == null ? 1 : before.getVersion() + 1)
                    .build();
            current.put(key, after);
            Event.Builder event =
                    Event.newBuilder().setType(Event.EventType.PUT).setKv(after);
            if (before != null) {
                event.setPrevKv(before);
            }
            events.add(event.build());
        }

        List<KeyValue> delete(ByteString key, ByteString end) {
            List<KeyValue> gone = range(key, end);
            for (KeyValue before : gone) {
                current.remove(before.getKey());
                events.add(Event.newBuilder()
                        .setType(Event.EventType.DELETE)
                        .setKv(KeyValue.newBuilder().setKey(before.getKey()).setModRevision(number))
                        .setPrevKv(before)
                        .build());
            }
            return gone;
        }

        /** Ends the change; the revision grows only if something changed. */
        long commit() {
            if (!events.isEmpty()) {
                revision = number;
                history.put(number, List.copyOf(events));
            }
            return revision;
        }
    }

    Write write() {
        return new Write();
    }

    long revision() {
        return revision;
    }

    long compacted() {
        return compacted;
    }

    void compact(long to) {
        compacted = to;
    }

    List<KeyValue> range(ByteString key, ByteString end) {
        return current.values().stream()
                .filter(entry -> isIn(entry.getKey(), key, end))
                .toList();
    }

    List<KeyValue> rangeAt(long past, ByteString key, ByteString end) {
        NavigableMap<ByteString, KeyValue> then = new TreeMap<>(ORDER);
        for (List<Event> events : history.headMap(past, true).values()) {
            for (Event event : events) {
                if (event.getType() == Event.EventType.DELETE) {
                    then.remove(event.getKv().getKey());
                } else {
                    then.put(event.getKv().getKey(), event.getKv());
                }
            }
        }
        return then.values().stream()
                .filter(entry -> isIn(entry.getKey(), key, end))
                .toList();
    }

    /** All that ever happened to a range from a revision on, compacted or not: the truth. */
    NavigableMap<Long, List<Event>> changes(long from, ByteString key, ByteString end) {
        NavigableMap<Long, List<Event>> found = new TreeMap<>();
        history.tailMap(from, true).forEach((number, events) -> {
            List<Event> matching = events.stream()
                    .filter(event -> isIn(event.getKv().getKey(), key, end))
                    .toList();
            if (!matching.isEmpty()) {
                found.put(number, matching);
            }
        });
        return found;
    }

    private static boolean isIn(ByteString candidate, ByteString key, ByteString end) {
        if (end.isEmpty()) {
            return candidate.equals(key);
        }
        return ORDER.compare(candidate, key) >= 0 && (end.equals(ZERO) || ORDER.compare(candidate, end) < 0);
    }
}
