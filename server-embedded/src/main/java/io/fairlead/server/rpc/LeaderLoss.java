package io.fairlead.server.rpc;

import io.fairlead.server.node.Node;
import io.fairlead.server.port.CallLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Tells the streams that asked for a leader when this member has been without one for three election timeouts. Looks once in
 * each, and only while somebody wants to know. Safe from any thread.
 */
final class LeaderLoss implements AutoCloseable {
    private static final int LOOKS_WITHOUT_LEADER = 3;

    /** Who wants to know. Compared by identity. */
    interface Listener {
        /** This member has had no leader for three election timeouts. On an event loop. */
        void leaderLost();
    }

    private final Node node;
    private final CallLoops loops;
    private final long intervalNanos;
    private final Set<Listener> listeners = new LinkedHashSet<>();
    private @Nullable Future<?> looking;
    private int misses;
    private boolean closed;

    LeaderLoss(Node node, CallLoops loops, Duration electionTimeout) {
        this.node = node;
        this.loops = loops;
        this.intervalNanos = electionTimeout.toNanos();
    }

    /** Tells {@code lost} once, when the leader is lost. */
    synchronized void add(Listener listener) {
        listeners.add(listener);
        if (looking == null && !closed) {
            misses = 0;
            looking = loops.every(intervalNanos, this::look);
        }
    }

    synchronized void remove(Listener listener) {
        if (listeners.remove(listener) && listeners.isEmpty()) {
            stopLooking();
        }
    }

    private void look() {
        lost().forEach(Listener::leaderLost);
    }

    private synchronized List<Listener> lost() {
        misses = node.glance().hasLeader() ? 0 : misses + 1;
        if (misses < LOOKS_WITHOUT_LEADER) {
            return List.of();
        }
        List<Listener> told = new ArrayList<>(listeners);
        listeners.clear();
        stopLooking();
        return told;
    }

    private void stopLooking() {
        if (looking != null) {
            looking.cancel(false);
            looking = null;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        listeners.clear();
        stopLooking();
    }
}
