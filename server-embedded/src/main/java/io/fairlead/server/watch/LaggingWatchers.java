package io.fairlead.server.watch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Watchers that are to be fed from history, by the revision they need next. Those close to each other are fed by the same piece
 * of history; positions far apart take turns, so that none waits for another's long way. Watch loop.
 */
final class LaggingWatchers {
    private final TreeMap<Long, Set<Watcher>> byPosition = new TreeMap<>();

    /** Who comes next: the first position from here on. */
    private long turn;

    void add(Watcher watcher) {
        byPosition
                .computeIfAbsent(watcher.next(), position -> new LinkedHashSet<>())
                .add(watcher);
    }

    void remove(Watcher watcher) {
        Set<Watcher> there = byPosition.get(watcher.next());
        if (there != null && there.remove(watcher) && there.isEmpty()) {
            byPosition.remove(watcher.next());
        }
    }

    boolean isEmpty() {
        return byPosition.isEmpty();
    }

    /** The position whose turn it is; there is one. */
    long turn() {
        Long next = byPosition.ceilingKey(turn);
        return next == null ? byPosition.firstKey() : next;
    }

    /** Takes out the watchers at {@code from..through}; after them it is the turn of those that are further. */
    List<Watcher> take(long from, long through) {
        turn = through + 1;
        return takeAll(byPosition.subMap(from, true, through, true));
    }

    /** Takes out the watchers that need a revision below {@code revision}. */
    List<Watcher> takeBelow(long revision) {
        return takeAll(byPosition.headMap(revision));
    }

    private static List<Watcher> takeAll(Map<Long, Set<Watcher>> part) {
        List<Watcher> taken = new ArrayList<>();
        part.values().forEach(taken::addAll);
        part.clear();
        return taken;
    }
}
