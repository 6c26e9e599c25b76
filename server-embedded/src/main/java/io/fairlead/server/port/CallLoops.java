package io.fairlead.server.port;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/** Where calls go on that were begun elsewhere. Safe from any thread. */
public interface CallLoops {
    /** Runs one thing at a time, soon; without a hop for callers that are on a loop already. */
    Executor nearest();

    /** Runs {@code work} again and again, so many nanoseconds after its last end, until the future is cancelled. */
    Future<?> every(long nanos, Runnable work);
}
