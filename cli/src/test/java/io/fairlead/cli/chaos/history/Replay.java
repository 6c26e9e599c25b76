package io.fairlead.cli.chaos.history;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The store at every revision. */
final class Replay {
    private final NavigableMap<Bytes, Life> lives;

    Replay(Map<Bytes, Life> lives) {
        this.lives = new TreeMap<>(lives);
    }

    Optional<KeyValue> at(Bytes key, long revision) {
        return Optional.ofNullable(lives.get(key)).flatMap(life -> life.at(revision));
    }

    /** The entries of a range as they were, in the order of their keys. */
    List<KeyValue> range(KeyRange range, long revision) {
        if (range.isSingle()) {
            return at(range.key(), revision).stream().toList();
        }
        NavigableMap<Bytes, Life> tail = lives.tailMap(range.key(), true);
        NavigableMap<Bytes, Life> within = range.isOpenEnded() ? tail : tail.headMap(range.end(), false);
        return within.values().stream()
                .map(life -> life.at(revision))
                .flatMap(Optional::stream)
                .toList();
    }

    /** All keys that hung on a lease. */
    Stream<KeyValue> leased(long lease, long revision) {
        return range(KeyRange.all(), revision).stream().filter(entry -> entry.lease() == lease);
    }

    /** Of each value the revisions that wrote it. */
    static Map<Bytes, List<Long>> revisionsOfValues(Timeline timeline) {
        Map<Bytes, List<Long>> found = new HashMap<>();
        for (long revision = Timeline.EMPTY + 1; revision <= timeline.last(); revision++) {
            long at = revision;
            timeline.at(revision)
                    .ifPresent(moment -> moment.changes().stream()
                            .filter(change -> change.version() > 0)
                            .forEach(change -> found.merge(
                                    change.value(),
                                    List.of(at),
                                    (a, b) -> a.equals(b)
                                            ? a
                                            : Stream.concat(a.stream(), b.stream())
                                                    .toList())));
        }
        return found;
    }
}
