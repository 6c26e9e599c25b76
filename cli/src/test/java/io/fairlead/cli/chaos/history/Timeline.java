package io.fairlead.cli.chaos.history;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyValue;
import io.fairlead.api.watch.WatchEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each revision changed, gathered from every watch of the whole store: the first to see a revision fixes it, the others must
 * have seen the same. Safe to share between threads.
 */
public final class Timeline {
    /** The revision of a store that nobody has written to. */
    public static final long EMPTY = 1;

    /**
     * One revision.
     *
     * @param changes the keys after it, in the order of the events; a deleted one has version 0
     * @param seen when the first watch saw it
     */
    record Moment(List<KeyValue> changes, long seen) {}

    private final List<@Nullable Moment> moments = new ArrayList<>();

    /**
     * Takes what a watch of all keys saw of one revision.
     *
     * @return what is wrong with it, if anything
     */
    synchronized Optional<String> saw(long revision, List<WatchEvent> events, long now) {
        List<KeyValue> changes = events.stream().map(WatchEvent::entry).toList();
        int at = (int) (revision - EMPTY - 1);
        if (at < 0) {
            return Optional.of("an event before the store had any: revision " + revision);
        }
        while (moments.size() <= at) {
            moments.add(null);
        }
        Moment known = moments.get(at);
        if (known == null) {
            moments.set(at, new Moment(changes, now));
            return Optional.empty();
        }
        if (now < known.seen()) {
            moments.set(at, new Moment(known.changes(), now));
        }
        return known.changes().equals(changes)
                ? Optional.empty()
                : Optional.of("revision " + revision + " seen as " + known.changes() + " and as " + changes);
    }

    /** The newest revision that was seen. */
    public synchronized long last() {
        return EMPTY + moments.size();
    }

    /** The revision, if a watch saw it. */
    synchronized Optional<Moment> at(long revision) {
        long at = revision - EMPTY - 1;
        return at < 0 || at >= moments.size() ? Optional.empty() : Optional.ofNullable(moments.get((int) at));
    }

    /**
     * The histories of all keys.
     *
     * @param wrong told of every revision that is missing or that doesn't follow from those before it
     */
    Replay replay(History wrong) {
        Map<Bytes, Life> lives = new HashMap<>();
        for (long revision = EMPTY + 1; revision <= last(); revision++) {
            Optional<Moment> moment = at(revision);
            if (moment.isEmpty()) {
                wrong.violation("no watch saw revision " + revision);
                continue;
            }
            for (KeyValue change : moment.get().changes()) {
                Life life = lives.computeIfAbsent(change.key(), any -> new Life());
                if (!follows(life.last(), change, revision)) {
                    wrong.violation("revision " + revision + " makes " + change + " of " + life.last());
                }
                life.add(revision, change);
            }
        }
        return new Replay(lives);
    }

    private static boolean follows(Optional<KeyValue> before, KeyValue change, long revision) {
        Optional<KeyValue> live = before.filter(entry -> entry.version() > 0);
        if (change.modRevision() != revision) {
            return false;
        }
        if (change.version() == 0) {
            return live.isPresent();
        }
        return live.map(entry ->
                        change.version() == entry.version() + 1 && change.createRevision() == entry.createRevision())
                .orElse(change.version() == 1 && change.createRevision() == revision);
    }
}
