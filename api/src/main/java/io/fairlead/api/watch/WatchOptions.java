package io.fairlead.api.watch;

/**
 * How a range is watched. Start at {@link #fromNow()} or {@link #from}; each method gives a changed copy.
 *
 * @param startRevision the first revision wanted; 0 for what follows the creation of the watch
 * @param prevKv deliver the previous value of each key
 * @param noPut leave out writes
 * @param noDelete leave out deletions
 * @param progress deliver batches without events that tell how far the watch has come
 * @param bufferEvents events that wait for a slow receiver at most; beyond it the watch pauses at the server, and loses
 *     nothing. A single revision with more events is still delivered whole
 * @param onCompacted what to do when revisions are wanted that are gone
 * @param listener hears of interruptions
 */
public record WatchOptions(
        long startRevision,
        boolean prevKv,
        boolean noPut,
        boolean noDelete,
        boolean progress,
        int bufferEvents,
        CompactionPolicy onCompacted,
        WatchListener listener) {
    /** Events that wait for a slow receiver at most, if not set. */
    public static final int DEFAULT_BUFFER_EVENTS = 1_000;

    private static final WatchOptions DEFAULTS = new WatchOptions(
            0, false, false, false, false, DEFAULT_BUFFER_EVENTS, CompactionPolicy.FAIL, WatchListener.NONE);

    public WatchOptions {
        if (startRevision < 0) {
            throw new IllegalArgumentException("a watch starts at revision 0 (now) or above: " + startRevision);
        }
        if (bufferEvents < 1) {
            throw new IllegalArgumentException("the buffer of a watch holds at least one event: " + bufferEvents);
        }
    }

    /** Everything that happens after the watch was created. */
    public static WatchOptions fromNow() {
        return DEFAULTS;
    }

    /** Everything from this revision on, this one included; 0 for {@link #fromNow()}. */
    public static WatchOptions from(long revision) {
        return DEFAULTS.startRevision(revision);
    }

    /** Everything that happened behind this revision: behind a read, a write or a batch that is done with. */
    public static WatchOptions after(long revision) {
        return DEFAULTS.startRevision(revision + 1);
    }

    /** From this revision on, this one included. */
    public WatchOptions startRevision(long revision) {
        return new WatchOptions(revision, prevKv, noPut, noDelete, progress, bufferEvents, onCompacted, listener);
    }

    /** With the previous value of each key. */
    public WatchOptions withPrevKv() {
        return new WatchOptions(startRevision, true, noPut, noDelete, progress, bufferEvents, onCompacted, listener);
    }

    /** Deletions only. */
    public WatchOptions withoutPuts() {
        return new WatchOptions(startRevision, prevKv, true, noDelete, progress, bufferEvents, onCompacted, listener);
    }

    /** Writes only. */
    public WatchOptions withoutDeletes() {
        return new WatchOptions(startRevision, prevKv, noPut, true, progress, bufferEvents, onCompacted, listener);
    }

    /** With batches that tell how far the watch has come while nothing changes. */
    public WatchOptions withProgress() {
        return new WatchOptions(startRevision, prevKv, noPut, noDelete, true, bufferEvents, onCompacted, listener);
    }

    /** At most so many events wait for the receiver. */
    public WatchOptions buffer(int events) {
        return new WatchOptions(startRevision, prevKv, noPut, noDelete, progress, events, onCompacted, listener);
    }

    /** What to do when revisions are wanted that are gone. */
    public WatchOptions onCompacted(CompactionPolicy policy) {
        return new WatchOptions(startRevision, prevKv, noPut, noDelete, progress, bufferEvents, policy, listener);
    }

    /** Who hears of interruptions. */
    public WatchOptions listener(WatchListener newListener) {
        return new WatchOptions(
                startRevision, prevKv, noPut, noDelete, progress, bufferEvents, onCompacted, newListener);
    }
}
