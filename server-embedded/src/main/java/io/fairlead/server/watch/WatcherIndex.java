package io.fairlead.server.watch;

import io.fairlead.api.Bytes;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Watchers by what they watch: those of one key in a map, those of a range in a tree. Watch loop. */
final class WatcherIndex {
    /** Only ever asked for one key, so its order does not matter. */
    private final Map<Bytes, Set<Watcher>> single = new HashMap<>();

    private final IntervalTree ranges = new IntervalTree();

    void add(Watcher watcher) {
        if (watcher.span().single()) {
            single.computeIfAbsent(watcher.span().from(), key -> new LinkedHashSet<>())
                    .add(watcher);
        } else {
            ranges.add(watcher);
        }
    }

    void remove(Watcher watcher) {
        if (!watcher.span().single()) {
            ranges.remove(watcher);
            return;
        }
        Set<Watcher> sharing = single.get(watcher.span().from());
        if (sharing != null && sharing.remove(watcher) && sharing.isEmpty()) {
            single.remove(watcher.span().from());
        }
    }

    boolean isEmpty() {
        return single.isEmpty() && ranges.isEmpty();
    }

    /** Shows every watcher of {@code key}; none may be added or removed meanwhile. */
    void visit(Bytes key, Consumer<Watcher> visitor) {
        Set<Watcher> exact = single.get(key);
        if (exact != null) {
            exact.forEach(visitor);
        }
        ranges.visit(key, visitor);
    }
}
