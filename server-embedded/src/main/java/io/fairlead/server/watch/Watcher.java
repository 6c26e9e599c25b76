package io.fairlead.server.watch;

import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.mvcc.KeyState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One watcher. Watch loop. */
final class Watcher {
    /** Where a watcher stands. */
    enum Place {
        SYNCED,
        LAGGING,
        BLOCKED,
        ENDED;

        /** There may be events behind it that it has not been told. */
        boolean isBehind() {
            return this == LAGGING || this == BLOCKED;
        }
    }

    private final WatchStream stream;
    private final long id;
    private final WatchSpec spec;
    private final KeySpan span;

    /** The first revision it still has to be told of. Out of date, on the low side, while it is synced. */
    private long next;

    private Place place = Place.LAGGING;

    /** Told something since the last look of the progress clock. */
    private boolean busy;

    /** What it is to be told at the end of the present dispatch; null where nothing. */
    private @Nullable List<WatchEvent> gathered;

    Watcher(WatchStream stream, long id, WatchSpec spec, long next) {
        this.stream = stream;
        this.id = id;
        this.spec = spec;
        this.span = spec.span();
        this.next = next;
    }

    WatchStream stream() {
        return stream;
    }

    long id() {
        return id;
    }

    WatchSpec spec() {
        return spec;
    }

    KeySpan span() {
        return span;
    }

    long next() {
        return next;
    }

    void setNext(long revision) {
        next = revision;
    }

    Place place() {
        return place;
    }

    void setPlace(Place newPlace) {
        place = newPlace;
    }

    boolean isAlive() {
        return place != Place.ENDED;
    }

    /** Whether it waits for a revision that the caller named and that is above {@code revision}. */
    boolean isInFuture(long revision) {
        return spec.startRevision() > revision;
    }

    boolean wants(KeyState change) {
        return change.modRevision() >= next && (change.tombstone() ? spec.deletes() : spec.puts());
    }

    /** Notes an event for the reply under way; true for the first one. */
    boolean gather(WatchEvent event, List<WatchEvent> alone) {
        List<WatchEvent> before = gathered;
        if (before == null) {
            gathered = alone;
            return true;
        }
        if (before.size() == 1) {
            before = new ArrayList<>(before);
            gathered = before;
        }
        before.add(event);
        return false;
    }

    List<WatchEvent> takeGathered() {
        List<WatchEvent> taken = gathered;
        gathered = null;
        return taken == null ? List.of() : taken;
    }

    void noteBusy() {
        busy = true;
    }

    /** Whether it was told something since this was asked last. */
    boolean takeBusy() {
        boolean was = busy;
        busy = false;
        return was;
    }
}
