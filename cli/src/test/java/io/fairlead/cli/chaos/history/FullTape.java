package io.fairlead.cli.chaos.history;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyValue;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One watch of the whole store with previous values, judged as it comes: revision after revision without a hole or a double,
 * each whole; progress that is neither ahead of events nor goes back; previous values as they were. For one thread.
 */
public final class FullTape {
    private final String name;
    private final History history;

    /** The keys as the events of this watch left them; a deleted one has version 0. */
    private final Map<Bytes, KeyValue> state = new HashMap<>();

    private final boolean fromTheBeginning;
    private long last;
    private long mark;
    private long events;

    /**
     * @param start the first revision that is wanted
     */
    public FullTape(String name, History history, long start) {
        this.name = name;
        this.history = history;
        this.last = start - 1;
        this.mark = start - 1;
        this.fromTheBeginning = start <= Timeline.EMPTY + 1;
    }

    /** The first revision that has not come yet. */
    public long next() {
        return Math.max(last, mark) + 1;
    }

    /** How many events have come. */
    public long events() {
        return events;
    }

    /** Takes what came. */
    public void take(WatchBatch batch, long now) {
        switch (batch.kind()) {
            case PROGRESS -> progress(batch.revision());
            case EVENTS -> changes(batch, now);
            case RESYNC, SNAPSHOT -> wrong("was given a " + batch.kind() + " that nobody asked for");
        }
    }

    /**
     * The watch was refused because of a compaction.
     *
     * @param compacted the first revision that is still there
     */
    public void refused(long compacted) {
        if (next() >= compacted || !history.mayBeCompacted(next())) {
            wrong("refused at " + next() + " for a compaction at " + compacted);
        }
    }

    /** No revision is lost: every one of all keys has an event. */
    private void progress(long revision) {
        if (revision < mark) {
            wrong("progress goes back from " + mark + " to " + revision);
        }
        if (revision != last && !(revision == mark && last <= mark)) {
            wrong("progress to " + revision + " while the last event was of " + last);
        }
        mark = Math.max(mark, revision);
    }

    private void changes(WatchBatch batch, long now) {
        long revision = batch.revision();
        if (revision != last + 1 || batch.events().isEmpty()) {
            wrong("revision " + revision + " with " + batch.events().size() + " events after revision " + last);
        }
        last = revision;
        events += batch.events().size();
        history.timeline().saw(revision, batch.events(), now).ifPresent(this::wrong);
        for (WatchEvent event : batch.events()) {
            change(revision, event);
        }
    }

    private void change(long revision, WatchEvent event) {
        KeyValue entry = event.entry();
        @Nullable KeyValue before = state.put(entry.key(), entry);
        Optional<KeyValue> previous = event.previous();
        if (before == null && !fromTheBeginning) {
            return;
        }
        Optional<KeyValue> right = Optional.ofNullable(before).filter(one -> one.version() > 0);
        boolean gone = previous.isEmpty() && history.mayBeCompacted(revision - 1);
        if (!previous.equals(right) && !gone) {
            wrong("revision " + revision + " has previous " + previous + " where " + right + " is right");
        }
        WatchEvent.Kind kind = entry.version() == 0
                ? WatchEvent.Kind.DELETED
                : entry.version() == 1 ? WatchEvent.Kind.CREATED : WatchEvent.Kind.UPDATED;
        if (event.kind() != kind) {
            wrong("revision " + revision + " is told as " + event.kind() + ": " + entry);
        }
    }

    private void wrong(String what) {
        history.violation("watch " + name + ": " + what);
    }
}
