package io.fairlead.server.watch;

import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.mvcc.MvccStore;

/** Watch loops whose limits a short test reaches: the feed leaves batches out, and history comes in small pieces. */
public final class TightWatch {
    private static final int FEED_BYTES_MAX = 250;
    private static final int CHANGES_PER_PIECE = 3;

    private TightWatch() {}

    public static WatchLoop loop(MvccStore keys) {
        return new WatchLoop(
                keys, WatchLimits.DEFAULT, new EventFeed(FEED_BYTES_MAX), CHANGES_PER_PIECE, Failpoints.NONE);
    }
}
