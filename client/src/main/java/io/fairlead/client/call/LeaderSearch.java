package io.fairlead.client.call;

import io.fairlead.client.endpoint.Endpoint;
import io.fairlead.client.endpoint.Endpoints;
import io.fairlead.client.endpoint.LeaderView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Finds out who leads when a call would like to know: one search at a time, which asks one member after the other until one
 * is known to lead that was met; mostly the first names it. A search that found nobody is not repeated at once.
 */
final class LeaderSearch {
    static final Duration PAUSE_MIN = Duration.ofMillis(50);
    static final Duration PAUSE_MAX = Duration.ofSeconds(2);

    private final Endpoints endpoints;
    private final LeaderView leader;
    private final Glance glance;
    private final LongSupplier nanoTime;

    /** Guarded by this. */
    private boolean searching;

    /** Pause after the last search; zero if it found the leader. Guarded by this. */
    private long pauseNanos;

    /** When the last search ended; guarded by this. */
    private long endedNanos;

    LeaderSearch(Endpoints endpoints, LeaderView leader, Glance glance, LongSupplier nanoTime) {
        this.endpoints = endpoints;
        this.leader = leader;
        this.glance = glance;
        this.nanoTime = nanoTime;
    }

    /**
     * Somebody would like to know. Returns at once; nothing happens if a search is under way, was of no use just before, or if
     * there is nothing to choose from.
     *
     * @param hint who should know, because it answered in a newer term
     */
    void want(Optional<Endpoint> hint) {
        List<Endpoint> listed = endpoints.all();
        if (listed.size() < 2) {
            return;
        }
        synchronized (this) {
            if (searching || nanoTime.getAsLong() - endedNanos < pauseNanos) {
                return;
            }
            searching = true;
        }
        Set<Endpoint> order = new LinkedHashSet<>();
        hint.ifPresent(order::add);
        List<Endpoint> healthyFirst = new ArrayList<>(listed);
        healthyFirst.sort(Comparator.comparing(Endpoint::isEjected));
        order.addAll(healthyFirst);
        ask(new ArrayDeque<>(order));
    }

    private void ask(Queue<Endpoint> rest) {
        Endpoint next = rest.poll();
        if (next == null || leader.leaderOrNull() != null) {
            end();
        } else {
            glance.at(next, unused -> ask(rest));
        }
    }

    private synchronized void end() {
        searching = false;
        endedNanos = nanoTime.getAsLong();
        if (leader.leaderOrNull() != null) {
            pauseNanos = 0;
        } else {
            pauseNanos = Math.min(PAUSE_MAX.toNanos(), Math.max(PAUSE_MIN.toNanos(), pauseNanos * 2));
        }
    }
}
