package io.fairlead.client.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls of a client that have not ended, so that closing it ends every one: also those that wait between tries, whose
 * timer closing stops.
 */
public final class CallsUnderWay {
    private final Set<CallRun<?, ?, ?>> runs = ConcurrentHashMap.newKeySet();

    /** What has no run of its own: how each is ended. */
    private final Set<Runnable> others = ConcurrentHashMap.newKeySet();

    /** Written once, by close. A run looks at it after it was added, so that one of the two sees the other. */
    private volatile boolean closed;

    /** How many have not ended. */
    public int count() {
        return runs.size();
    }

    boolean isClosed() {
        return closed;
    }

    /** False if the client is closed: then the run must not start. */
    boolean add(CallRun<?, ?, ?> run) {
        runs.add(run);
        return !closed;
    }

    void remove(CallRun<?, ?, ?> run) {
        runs.remove(run);
    }

    /** As {@link #add(CallRun)}, for what is ended by {@code abandon}. */
    boolean add(Runnable abandon) {
        others.add(abandon);
        return !closed;
    }

    void remove(Runnable abandon) {
        others.remove(abandon);
    }

    /** From now on no call starts and none is repeated. True for the first caller. */
    public boolean refuseMore() {
        synchronized (this) {
            boolean first = !closed;
            closed = true;
            return first;
        }
    }

    /** Ends what is left, when nothing else will. */
    public void endAll() {
        runs.forEach(CallRun::abandon);
        others.forEach(Runnable::run);
    }
}
