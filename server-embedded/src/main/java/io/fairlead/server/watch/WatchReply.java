package io.fairlead.server.watch;

import java.util.List;

/**
 * What the loop tells a stream.
 *
 * @param revision for the header: every event up to it that this watcher wants has been told; 0 where etcd leaves it out
 * @param compactRevision of a watcher that is cancelled because history is gone; else 0
 * @param cancelReason empty where the caller asked for it
 * @param events in order, only whole revisions
 * @param fragments the events may be split over several messages
 */
public record WatchReply(
        Kind kind,
        long watchId,
        long revision,
        long compactRevision,
        String cancelReason,
        List<WatchEvent> events,
        boolean fragments) {
    /** The id of replies that are for no watcher, or for the whole stream. */
    public static final long NO_WATCHER = -1;

    /** What a reply weighs beside its events. */
    private static final int OVERHEAD_BYTES = 64;

    /** Kinds of replies. */
    public enum Kind {
        /** The watcher is there. */
        CREATED,
        /** The watcher was not created. */
        REFUSED,
        /** The watcher is no more. */
        CANCELED,
        /** What happened. */
        EVENTS,
        /** Nothing more happened up to the revision. */
        PROGRESS
    }

    static WatchReply created(long watchId, long revision) {
        return new WatchReply(Kind.CREATED, watchId, revision, 0, "", List.of(), false);
    }

    static WatchReply refused(String reason, long revision) {
        return new WatchReply(Kind.REFUSED, NO_WATCHER, revision, 0, reason, List.of(), false);
    }

    static WatchReply canceled(long watchId, long revision, String reason) {
        return new WatchReply(Kind.CANCELED, watchId, revision, 0, reason, List.of(), false);
    }

    static WatchReply compacted(long watchId, long compactRevision) {
        return new WatchReply(Kind.CANCELED, watchId, 0, compactRevision, "", List.of(), false);
    }

    static WatchReply events(Watcher watcher, long revision, List<WatchEvent> events) {
        return new WatchReply(
                Kind.EVENTS,
                watcher.id(),
                revision,
                0,
                "",
                events,
                watcher.spec().fragments());
    }

    static WatchReply progress(long watchId, long revision) {
        return new WatchReply(Kind.PROGRESS, watchId, revision, 0, "", List.of(), false);
    }

    /** What it weighs in a queue, in bytes. */
    public int size() {
        return OVERHEAD_BYTES + WatchEvent.size(events);
    }
}
