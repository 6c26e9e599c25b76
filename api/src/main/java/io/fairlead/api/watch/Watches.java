package io.fairlead.api.watch;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * Watches over ranges of keys: what changes is delivered in whole revisions, in order, each once, from the start revision on,
 * however often the connection breaks or the leader changes.
 *
 * <p>Watches of one client share streams. Each has a lane of its own: a receiver may block, or call the client, without
 * holding up others; if it is slower than the changes come, its watch pauses at the server and loses nothing.
 *
 * <p>Safe to share between threads.
 */
public interface Watches {
    /**
     * Starts a watch that pushes. Returns when a member has taken it up, so that what is written after that is seen.
     *
     * @param receiver called on the client's executor, one batch at a time; if it throws, the watch ends
     * @throws io.fairlead.api.FairleadException if no member takes the watch up within the deadline, or it is refused
     */
    WatchHandle watch(KeyRange range, WatchOptions options, Consumer<? super WatchBatch> receiver);

    /** As {@link #watch(KeyRange, WatchOptions, Consumer)}, for one key, from now on. */
    default WatchHandle watch(Bytes key, Consumer<? super WatchBatch> receiver) {
        return watch(KeyRange.single(key), WatchOptions.fromNow(), receiver);
    }

    /** Starts a watch to be asked. Returns, and fails, as {@link #watch(KeyRange, WatchOptions, Consumer)}. */
    WatchIterator iterate(KeyRange range, WatchOptions options);

    /**
     * A publisher of the watch: each subscription is a watch of its own, delivers no more batches than were requested, and
     * fails by {@link Flow.Subscriber#onError} with a {@link io.fairlead.api.FairleadException}. Nothing happens before it is
     * subscribed.
     */
    Flow.Publisher<WatchBatch> publisher(KeyRange range, WatchOptions options);

    /** The same contract without waiting. */
    AsyncWatches async();
}
