package io.fairlead.server.sim.checker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which revision somebody had been shown by when, by an answer or by a watch event. */
final class Shown {
    private record Sight(long nanos, long revision) {}

    private final List<Sight> sights = new ArrayList<>();

    Shown(History history, EventLog log) {
        for (History.Call call : history.calls()) {
            if (call.isAnswered()) {
                sights.add(new Sight(call.endNanos(), call.revision()));
            }
        }
        for (long revision = 2; revision <= log.knownUpTo(); revision++) {
            if (log.seenNanos(revision) != Long.MAX_VALUE) {
                sights.add(new Sight(log.seenNanos(revision), revision));
            }
        }
        sights.sort(Comparator.comparingLong(Sight::nanos));
        long furthest = 0;
        for (int i = 0; i < sights.size(); i++) {
            furthest = Math.max(furthest, sights.get(i).revision());
            sights.set(i, new Sight(sights.get(i).nanos(), furthest));
        }
    }

    /** The highest revision that anybody had seen before that time; 0 for none. */
    long before(long nanos) {
        int low = 0;
        int high = sights.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sights.get(middle).nanos() < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : sights.get(low - 1).revision();
    }
}
