package io.fairlead.cli.chaos.history;

import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One watch of a part of the store, from any revision, past or future, wherever the client carried it. Filled by one thread;
 * judged when the run is over.
 */
public final class RoamingTape {
    private final KeyRange range;
    private final WatchOptions options;
    private final List<WatchBatch> batches = new ArrayList<>();
    private OptionalLong compacted = OptionalLong.empty();

    /**
     * @param options with a start revision
     */
    public RoamingTape(KeyRange range, WatchOptions options) {
        if (options.startRevision() == 0) {
            throw new IllegalArgumentException("a watch from nowhere");
        }
        this.range = range;
        this.options = options;
    }

    /** Takes what came. */
    public void take(WatchBatch batch) {
        batches.add(batch);
    }

    /**
     * The watch was refused because of a compaction.
     *
     * @param revision the first revision that is still there
     */
    public void refused(long revision) {
        compacted = OptionalLong.of(revision);
    }

    void judge(History history, Replay replay) {
        long last = options.startRevision() - 1;
        long mark = last;
        for (WatchBatch batch : batches) {
            long revision = batch.revision();
            if (batch.kind() == WatchBatch.Kind.PROGRESS) {
                if (revision < mark || revision < last) {
                    wrong(history, "progress to " + revision + " after " + Math.max(mark, last));
                }
                expectNothingBetween(history, Math.max(mark, last), revision + 1);
                mark = Math.max(mark, revision);
            } else {
                if (revision <= mark || revision <= last) {
                    wrong(history, "revision " + revision + " after " + Math.max(mark, last));
                }
                expectNothingBetween(history, Math.max(mark, last), revision);
                last = revision;
                expectRight(history, replay, batch);
            }
        }
        long next = Math.max(mark, last) + 1;
        compacted.ifPresent(revision -> {
            if (next >= revision || !history.mayBeCompacted(next)) {
                wrong(history, "refused at " + next + " for a compaction at " + revision);
            }
        });
    }

    private void expectNothingBetween(History history, long after, long before) {
        for (long revision = after + 1;
                revision < Math.min(before, history.timeline().last() + 1);
                revision++) {
            if (!wanted(history, revision).isEmpty()) {
                wrong(history, "missed revision " + revision + " between " + after + " and " + before);
            }
        }
    }

    private void expectRight(History history, Replay replay, WatchBatch batch) {
        List<KeyValue> told = batch.events().stream().map(WatchEvent::entry).toList();
        List<KeyValue> right = wanted(history, batch.revision());
        if (!told.equals(right) || told.isEmpty()) {
            wrong(history, "revision " + batch.revision() + " as " + told + " where " + right + " is right");
        }
        for (WatchEvent event : batch.events()) {
            Optional<KeyValue> before =
                    options.prevKv() ? replay.at(event.key(), batch.revision() - 1) : Optional.empty();
            boolean gone = event.previous().isEmpty() && history.mayBeCompacted(batch.revision() - 1);
            if (!event.previous().equals(before) && !gone) {
                wrong(
                        history,
                        "revision " + batch.revision() + " has previous " + event.previous() + ", not " + before);
            }
        }
    }

    private List<KeyValue> wanted(History history, long revision) {
        return history.timeline().at(revision).stream()
                .flatMap(moment -> moment.changes().stream())
                .filter(change -> range.contains(change.key()))
                .filter(change -> change.version() == 0 ? !options.noDelete() : !options.noPut())
                .toList();
    }

    private void wrong(History history, String what) {
        history.violation("watch of " + range + " from " + options.startRevision() + ": " + what);
    }
}
