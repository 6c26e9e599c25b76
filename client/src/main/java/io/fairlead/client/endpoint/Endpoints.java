package io.fairlead.client.endpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The endpoints of a client. Calls go round-robin over those in good health; the others come last.
 *
 * <p>An endpoint once named keeps its channel until the client closes, also when a new list leaves it out: calls may be under
 * way on it.
 */
public final class Endpoints implements AutoCloseable {
    private final Channels channels;
    private final LongSupplier nanoTime;

    /** Every endpoint that was ever named, by address; guarded by this. */
    private final Map<String, Endpoint> known = new LinkedHashMap<>();

    /** Those that calls without a named endpoint go to. Invariant: never empty. Guarded by this. */
    private List<Endpoint> current;

    /** Where the next round starts; guarded by this. */
    private int cursor;

    /** Guarded by this. */
    private boolean closed;

    /** @param nanoTime the clock of health, as {@link System#nanoTime()} */
    public Endpoints(EndpointSource source, Channels channels, LongSupplier nanoTime) {
        this.channels = channels;
        this.nanoTime = nanoTime;
        this.current = resolve(source.endpoints());
        if (current.isEmpty()) {
            throw new IllegalArgumentException("a client needs at least one endpoint");
        }
    }

    /**
     * The endpoint for the next try: healthy before ejected, and before all not among {@code tried}, as long as there is one.
     */
    public synchronized Endpoint next(Set<Endpoint> tried) {
        int start = cursor;
        cursor = (cursor + 1) % current.size();
        Endpoint best = current.get(start % current.size());
        int bestRank = rank(best, tried);
        for (int i = 1; i < current.size() && bestRank > 0; i++) {
            Endpoint candidate = current.get((start + i) % current.size());
            int rank = rank(candidate, tried);
            if (rank < bestRank) {
                best = candidate;
                bestRank = rank;
            }
        }
        return best;
    }

    /** True if some endpoint is not among {@code tried}. */
    public synchronized boolean hasUntried(Set<Endpoint> tried) {
        return !tried.containsAll(current);
    }

    /** The endpoint with this name, which need not be in the list. */
    public synchronized Endpoint named(String name) {
        EndpointAddress address = EndpointAddress.parse(name, channels.bare());
        return known.computeIfAbsent(key(address), key -> open(address));
    }

    /** The endpoints of the list. */
    public synchronized List<Endpoint> all() {
        return List.copyOf(current);
    }

    /** Takes a new list; an empty one is ignored, because a client without endpoints could never learn better. */
    public synchronized void replace(List<String> names) {
        List<Endpoint> resolved = resolve(names);
        if (!resolved.isEmpty()) {
            current = resolved;
            cursor = 0;
        }
    }

    /** Breaks off all calls and closes every channel. Waits up to a second for them to be gone. */
    @Override
    public void close() {
        List<Endpoint> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(known.values());
        }
        all.forEach(endpoint -> endpoint.channel().shutdownNow());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        for (Endpoint endpoint : all) {
            try {
                boolean gone = endpoint.channel().awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (!gone) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** 0 for the best: fresh and healthy, fresh and ejected, tried and healthy, tried and ejected. */
    private static int rank(Endpoint endpoint, Set<Endpoint> tried) {
        return (tried.contains(endpoint) ? 2 : 0) + (endpoint.isEjected() ? 1 : 0);
    }

    private List<Endpoint> resolve(List<String> names) {
        List<Endpoint> resolved = new ArrayList<>();
        for (String name : names) {
            Endpoint endpoint = named(name);
            if (!resolved.contains(endpoint)) {
                resolved.add(endpoint);
            }
        }
        return List.copyOf(resolved);
    }

    private Endpoint open(EndpointAddress address) {
        Endpoint endpoint = new Endpoint(address, channels.open(address), nanoTime);
        if (closed) {
            // Calls on it fail as those on every other channel of a closed client do.
            endpoint.channel().shutdownNow();
        }
        return endpoint;
    }

    private static String key(EndpointAddress address) {
        return address.scheme() + " " + address.target();
    }
}
