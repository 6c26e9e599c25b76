package io.fairlead.client.endpoint;

import io.fairlead.api.call.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The endpoints of a client at one moment, and whose turn it is. Immutable, so that choosing needs no lock.
 *
 * <p>Every endpoint can be chosen; what speaks against one only puts it behind the others: that the call was there already,
 * that it is ejected, that it is only in reserve, that its priority is lower. Among equals it goes by turns, or by latency.
 */
final class Roster {
    private static final int TRIED = 1 << 30;
    private static final int EJECTED = 1 << 29;
    private static final int RESERVE = 1 << 28;

    /** More is of no use, and nobody writes weights down as primes. */
    private static final int TURNS_MAX = 512;

    /** An endpoint with what its location says. */
    record Place(Endpoint endpoint, int priority, int weight, boolean reserve) {}

    private final List<Place> places;
    private final List<Endpoint> listed;

    /** Indexes of places, each as often as its weight says, evenly spread. */
    private final int[] turns;

    Roster(List<Place> places) {
        this.places = List.copyOf(places);
        this.listed = places.stream()
                .filter(place -> !place.reserve())
                .map(Place::endpoint)
                .toList();
        this.turns = turns(this.places);
    }

    /** Those that were not put in reserve. */
    List<Endpoint> listed() {
        return listed;
    }

    List<Endpoint> all() {
        return places.stream().map(Place::endpoint).toList();
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    boolean hasUntried(Set<Endpoint> tried) {
        for (Place place : places) {
            if (!tried.contains(place.endpoint())) {
                return true;
            }
        }
        return false;
    }

    /**
     * The endpoint for the next try.
     *
     * @param turn a number that grows by one with each choice
     */
    Endpoint choose(int turn, Routing routing, Set<Endpoint> tried) {
        int start = turns[Math.floorMod(turn, turns.length)];
        Place best = places.get(start);
        int bestRank = rank(best, tried);
        for (int i = 1; i < places.size(); i++) {
            if (bestRank == 0 && routing != Routing.NEAREST) {
                return best.endpoint();
            }
            Place candidate = places.get((start + i) % places.size());
            int rank = rank(candidate, tried);
            if (rank < bestRank || (rank == bestRank && routing == Routing.NEAREST && isNearer(candidate, best))) {
                best = candidate;
                bestRank = rank;
            }
        }
        return best.endpoint();
    }

    /** One that was never measured comes first: or it never would be. */
    private static boolean isNearer(Place candidate, Place best) {
        return candidate.endpoint().latencyNanos() < best.endpoint().latencyNanos();
    }

    private static int rank(Place place, Set<Endpoint> tried) {
        return (tried.contains(place.endpoint()) ? TRIED : 0)
                + (place.endpoint().isEjected() ? EJECTED : 0)
                + (place.reserve() ? RESERVE : 0)
                + Math.min(place.priority(), RESERVE - 1);
    }

    /** Smooth weighted turns: at each turn everybody gains its weight, and the richest pays for all. */
    private static int[] turns(List<Place> places) {
        long total = places.stream().mapToLong(Place::weight).sum();
        int count = (int) Math.min(TURNS_MAX, total / commonDivisor(places));
        long[] credit = new long[places.size()];
        List<Integer> order = new ArrayList<>();
        for (int turn = 0; turn < count; turn++) {
            int richest = 0;
            for (int i = 0; i < credit.length; i++) {
                credit[i] += places.get(i).weight();
                if (credit[i] > credit[richest]) {
                    richest = i;
                }
            }
            credit[richest] -= total;
            order.add(richest);
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    private static long commonDivisor(List<Place> places) {
        long divisor = 0;
        for (Place place : places) {
            long a = place.weight();
            long b = divisor;
            while (b != 0) {
                long rest = a % b;
                a = b;
                b = rest;
            }
            divisor = a;
        }
        return Math.max(1, divisor);
    }
}
