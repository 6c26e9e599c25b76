package io.fairlead.server.lease;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Countdowns by the time at which somebody has to look at them, ties by id.
 *
 * <p>Renewals, which are by far the most frequent event, do not move a countdown: it is looked at where it stands, and put
 * back to where it has got to by then.
 */
final class CountdownQueue {
    private record Place(long nanos, long id) {}

    private final TreeSet<Place> order =
            new TreeSet<>(Comparator.comparingLong(Place::nanos).thenComparingLong(Place::id));

    private final Map<Long, Place> places = new TreeMap<>();

    /** Puts {@code id} in, or moves it, to be looked at from {@code nanos} on. */
    void put(long id, long nanos) {
        remove(id);
        Place place = new Place(nanos, id);
        places.put(id, place);
        order.add(place);
    }

    void remove(long id) {
        Place place = places.remove(id);
        if (place != null) {
            order.remove(place);
        }
    }

    /** Takes out the first one that is due at {@code nanos}. */
    Optional<Long> poll(long nanos) {
        if (order.isEmpty() || order.first().nanos() > nanos) {
            return Optional.empty();
        }
        Place first = order.pollFirst();
        places.remove(first.id());
        return Optional.of(first.id());
    }

    /** When the first one is to be looked at; {@code Long.MAX_VALUE} where there is none. */
    long nextNanos() {
        return order.isEmpty() ? Long.MAX_VALUE : order.first().nanos();
    }

    void clear() {
        order.clear();
        places.clear();
    }
}
