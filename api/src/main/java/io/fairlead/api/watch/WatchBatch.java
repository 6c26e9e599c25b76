package io.fairlead.api.watch;

import java.util.List;

/**
 * What a watch delivers at a time: every change of one revision, never a part of it. Whoever has handled a batch has handled
 * its revision, and may start again at {@link #nextRevision()}.
 *
 * @param kind what the batch is
 * @param revision the revision of the events; for {@link Kind#PROGRESS} the revision up to which nothing is missing; for
 *     {@link Kind#RESYNC} and {@link Kind#SNAPSHOT} that of the snapshot the events were worked out from
 * @param events the changes in the order in which they were made; empty for {@link Kind#PROGRESS}
 */
public record WatchBatch(Kind kind, long revision, List<WatchEvent> events) {
    /** What a batch is. */
    public enum Kind {
        /** The changes of one revision. */
        EVENTS,

        /** Nothing changed up to the revision; only if {@link WatchOptions#progress()} asks for it. */
        PROGRESS,

        /**
         * The history that was to come next had been compacted: the changes between what was last delivered and a fresh
         * snapshot, worked out by the client, so that changes in between that were undone are missing. See
         * {@link CompactionPolicy#RESYNC}.
         */
        RESYNC,

        /**
         * As {@link #RESYNC}, where it is not known what the receiver holds because the watch began at a revision that had been
         * compacted: the whole range, every entry as {@link WatchEvent.Kind#CREATED}. A key that is not among them does not
         * exist.
         */
        SNAPSHOT
    }

    public WatchBatch {
        events = List.copyOf(events);
    }

    /** Where a watch that has handled this batch goes on. */
    public long nextRevision() {
        return revision + 1;
    }
}
