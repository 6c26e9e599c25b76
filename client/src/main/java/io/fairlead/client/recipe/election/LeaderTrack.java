package io.fairlead.client.recipe.election;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyValue;
import io.fairlead.api.concurrency.ElectionState;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who leads, worked out from a read of the whole line and the changes after it; no further read is needed. Pure; for one thread
 * at a time.
 */
final class LeaderTrack {
    /** Everybody in the line, the oldest first. */
    private final TreeMap<Long, KeyValue> line = new TreeMap<>();

    /** When each key was created. */
    private final Map<Bytes, Long> created = new HashMap<>();

    /** What was told last; null before the first time. */
    private @Nullable ElectionState told;

    /** The line as it is at a revision; tells who leads if that differs from what was told. */
    Optional<ElectionState> read(List<KeyValue> candidates, long revision) {
        line.clear();
        created.clear();
        candidates.forEach(this::put);
        return change(revision);
    }

    /** The changes of one revision; tells who leads from then on if that differs from before. */
    Optional<ElectionState> changed(WatchBatch batch) {
        for (WatchEvent event : batch.events()) {
            if (event.kind() == WatchEvent.Kind.DELETED) {
                remove(event.key());
            } else {
                put(event.entry());
            }
        }
        return change(batch.revision());
    }

    private void put(KeyValue candidate) {
        remove(candidate.key());
        created.put(candidate.key(), candidate.createRevision());
        line.put(candidate.createRevision(), candidate);
    }

    private void remove(Bytes key) {
        Long revision = created.remove(key);
        if (revision != null) {
            line.remove(revision);
        }
    }

    private Optional<ElectionState> change(long revision) {
        ElectionState now = line.isEmpty()
                ? new ElectionState.Vacant(revision)
                : leader(line.firstEntry().getValue(), revision);
        if (told != null && isSame(told, now)) {
            return Optional.empty();
        }
        told = now;
        return Optional.of(now);
    }

    /** The leader that this key stands for. */
    static ElectionState.Leader leader(KeyValue head, long revision) {
        return new ElectionState.Leader(revision, head.key(), head.value(), head.createRevision(), head.lease());
    }

    private static boolean isSame(ElectionState before, ElectionState now) {
        if (before instanceof ElectionState.Leader old && now instanceof ElectionState.Leader leader) {
            return old.fencingToken() == leader.fencingToken() && old.proposal().equals(leader.proposal());
        }
        return before instanceof ElectionState.Vacant && now instanceof ElectionState.Vacant;
    }
}
