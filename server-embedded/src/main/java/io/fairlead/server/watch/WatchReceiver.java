package io.fairlead.server.watch;

import io.fairlead.api.error.EtcdError;
import java.util.List;

/** Who watches from within this JVM. Called on the watch loop: notes what it is told, or hands it on, and never blocks. */
public interface WatchReceiver {
    /** What happened, in order; every change up to {@code revision} has been told with it. */
    void events(long revision, List<WatchEvent> events);

    /**
     * Nothing more is told.
     *
     * @param why COMPACTED where history was gone before it could be told, STOPPED where the member stops, TOO_MANY_REQUESTS
     *     where it has too many watchers
     * @param compactRevision the first revision from which a new watch can go on; 0 where that is not the reason
     */
    void ended(EtcdError why, long compactRevision);
}
