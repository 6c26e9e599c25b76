package io.fairlead.client.endpoint;

import io.fairlead.api.call.Routing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The endpoints of a client: those that calls go to, and in reserve those that the user named, should a newer list prove
 * unreachable. Empty only while a source that must be asked has not answered yet.
 *
 * <p>An endpoint once named keeps its channel until the client closes, also when a new list leaves it out: calls may be under
 * way on it.
 */
public final class Endpoints implements AutoCloseable {
    /** Every so many calls by latency one goes by turns. */
    private static final int EXPLORE_EVERY = 32;

    /** Nobody listens there. */
    private static final EndpointAddress NOWHERE = new EndpointAddress(
            "(not found yet)", EndpointAddress.Scheme.IN_PROCESS, "fairlead-endpoints-not-found-yet");

    private final Channels channels;
    private final LongSupplier nanoTime;
    private final EndpointEvents events;

    /** Every endpoint that was ever named, by address; guarded by this. */
    private final Map<String, Endpoint> known = new LinkedHashMap<>();

    /** What the source named last; guarded by this. */
    private List<Location> given;

    /** Written under the lock of this. Invariant: once not empty, never empty again. */
    private volatile Roster roster;

    private final AtomicInteger turn = new AtomicInteger();

    /** Guarded by this. */
    private boolean closed;

    /**
     * @param given what the user named; empty if a source has to be asked first
     * @param nanoTime the clock of health, as {@link System#nanoTime()}
     */
    public Endpoints(List<Location> given, Channels channels, LongSupplier nanoTime, EndpointEvents events) {
        this.channels = channels;
        this.nanoTime = nanoTime;
        this.events = events;
        this.given = List.copyOf(given);
        this.roster = new Roster(places(given));
    }

    /**
     * The endpoints of a source that is fixed, and nobody to tell of changes.
     *
     * @throws IllegalArgumentException if it names none, or is not fixed
     */
    public Endpoints(EndpointSource source, Channels channels, LongSupplier nanoTime) {
        this(fixed(source), channels, nanoTime, EndpointEvents.NONE);
    }

    /**
     * What a source names, if it is fixed; nothing for others, which have to be asked by {@link SourceLookup}.
     *
     * @throws IllegalArgumentException if a fixed one names none
     */
    public static List<Location> atBuild(EndpointSource source) {
        return source.isFixed() ? fixed(source) : List.of();
    }

    private static List<Location> fixed(EndpointSource source) {
        List<Location> locations;
        try {
            locations = source.isFixed() ? source.locate() : List.of();
        } catch (IOException e) {
            throw new IllegalArgumentException("a fixed source failed: " + e.getMessage(), e);
        }
        if (locations.isEmpty()) {
            throw new IllegalArgumentException("a client needs at least one endpoint");
        }
        return locations;
    }

    /** The client's clock, as {@link System#nanoTime()}. */
    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** True until a source has answered; then nothing can be chosen. */
    public boolean isEmpty() {
        return roster.isEmpty();
    }

    /** As {@link #next(Routing, Set)}, by turns. */
    public Endpoint next(Set<Endpoint> tried) {
        return next(Routing.ROUND_ROBIN, tried);
    }

    /**
     * The endpoint for the next try: healthy before ejected, and before all not among {@code tried}, as long as there is one.
     * With {@link Routing#LEADER} by turns: who leads is asked elsewhere. While none is known, one where every call fails
     * without having been sent.
     */
    public Endpoint next(Routing routing, Set<Endpoint> tried) {
        Roster now = roster;
        if (now.isEmpty()) {
            events.wanted();
            return nowhere();
        }
        int mine = turn.getAndIncrement();
        boolean explore = Math.floorMod(mine, EXPLORE_EVERY) == EXPLORE_EVERY - 1;
        return now.choose(mine, explore ? Routing.ROUND_ROBIN : routing, tried);
    }

    /** True if some endpoint is not among {@code tried}. */
    public boolean hasUntried(Set<Endpoint> tried) {
        return roster.hasUntried(tried);
    }

    /** The endpoint with this name, which need not be in the list. */
    public synchronized Endpoint named(String name) {
        EndpointAddress address = EndpointAddress.parse(name, channels.bare());
        return known.computeIfAbsent(key(address), key -> open(address));
    }

    /** The endpoints of the list. */
    public List<Endpoint> all() {
        return roster.listed();
    }

    /** The endpoints of the list, and then those in reserve. */
    public List<Endpoint> withReserve() {
        return roster.all();
    }

    /** What the user or the source named, whatever the members said since. */
    public synchronized List<Endpoint> given() {
        return given.stream().map(location -> named(location.url())).distinct().toList();
    }

    /** The source has answered: from now on these. An empty answer is ignored. */
    public void located(List<Location> locations) {
        change(locations, true);
    }

    /**
     * The members have said where they are: from now on there, with what the user named in reserve. An empty list is ignored,
     * because a client without endpoints could never learn better.
     */
    public void replace(List<String> names) {
        change(names.stream().map(Location::of).toList(), false);
    }

    private void change(List<Location> locations, boolean fromSource) {
        List<Endpoint> changed;
        synchronized (this) {
            List<Roster.Place> places = places(locations);
            if (places.isEmpty()) {
                return;
            }
            List<Endpoint> before = roster.listed();
            if (fromSource) {
                given = List.copyOf(locations);
            } else {
                addReserve(places);
            }
            roster = new Roster(places);
            changed = roster.listed();
            if (changed.equals(before)) {
                return;
            }
        }
        events.listChanged(changed);
    }

    /** Lets every endpoint of the list connect, so that the first call after a failure finds a way that is open. */
    public void warm() {
        roster.listed().forEach(Endpoint::warm);
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

    private synchronized List<Roster.Place> places(List<Location> locations) {
        Map<Endpoint, Roster.Place> places = new LinkedHashMap<>();
        for (Location location : locations) {
            Endpoint endpoint = named(location.url());
            places.putIfAbsent(endpoint, new Roster.Place(endpoint, location.priority(), location.weight(), false));
        }
        return new ArrayList<>(places.values());
    }

    private synchronized void addReserve(List<Roster.Place> places) {
        for (Endpoint endpoint : given()) {
            if (places.stream().noneMatch(place -> place.endpoint() == endpoint)) {
                places.add(new Roster.Place(endpoint, 0, 1, true));
            }
        }
    }

    private synchronized Endpoint nowhere() {
        return known.computeIfAbsent(NOWHERE.text(), text -> open(NOWHERE));
    }

    private Endpoint open(EndpointAddress address) {
        Endpoint endpoint = new Endpoint(address, channels.open(address), channels.ticker(), nanoTime, events);
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
