package io.fairlead.server.sim.checker;

import io.fairlead.api.pb.mvccpb.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened at each revision, as watchers of all keys were told: the one log that everything else is judged by. All must have
 * been told the same. Events have no previous values here.
 */
public final class EventLog {
    /** Before it nothing happens. */
    private static final int FIRST = 2;

    private final List<@Nullable Changes> revisions = new ArrayList<>();
    private long known = FIRST - 1;

    /** The changes of one revision, and since when anybody is known to have seen that revision. */
    private static final class Changes {
        private @Nullable List<Event> events;
        private long seenNanos = Long.MAX_VALUE;
    }

    /** A watcher of all keys was told that these events, and no others, are those of {@code revision}. */
    public void told(String watcher, long revision, List<Event> events, long nowNanos) {
        Changes changes = changesAt(revision);
        changes.seenNanos = Math.min(changes.seenNanos, nowNanos);
        if (changes.events == null) {
            changes.events = List.copyOf(events);
        } else if (!changes.events.equals(events)) {
            throw new BrokenPromise("at revision " + revision + " " + watcher + " is told of " + events
                    + ", another one was told of " + changes.events);
        }
        while (known - FIRST + 1 < revisions.size() && eventsAt(known + 1) != null) {
            known++;
        }
    }

    /** Somebody has seen something of {@code revision}. */
    public void seen(long revision, long nowNanos) {
        if (revision >= FIRST) {
            Changes changes = changesAt(revision);
            changes.seenNanos = Math.min(changes.seenNanos, nowNanos);
        }
    }

    /** The last revision up to which nothing is missing. */
    public long knownUpTo() {
        return known;
    }

    /** The changes of a revision up to {@link #knownUpTo}. */
    public List<Event> at(long revision) {
        List<Event> events = eventsAt(revision);
        if (events == null) {
            throw new IllegalArgumentException("nobody was told of revision " + revision);
        }
        return events;
    }

    /** When the revision was first seen; later than any time where it never was. */
    public long seenNanos(long revision) {
        Changes changes =
                revision < FIRST || revision - FIRST >= revisions.size() ? null : revisions.get((int) revision - FIRST);
        return changes == null ? Long.MAX_VALUE : changes.seenNanos;
    }

    private @Nullable List<Event> eventsAt(long revision) {
        if (revision < FIRST || revision - FIRST >= revisions.size()) {
            return null;
        }
        Changes changes = revisions.get((int) revision - FIRST);
        return changes == null ? null : changes.events;
    }

    private Changes changesAt(long revision) {
        int at = (int) revision - FIRST;
        while (revisions.size() <= at) {
            revisions.add(null);
        }
        Changes changes = revisions.get(at);
        if (changes == null) {
            changes = new Changes();
            revisions.set(at, changes);
        }
        return changes;
    }
}
