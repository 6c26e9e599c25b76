package io.fairlead.server.watch;

import io.fairlead.server.exec.Loop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** When which stream's idle watchers are to be told how far they are. Watch loop. */
final class ProgressClock {
    private final TreeMap<Long, Set<WatchStream>> due = new TreeMap<>();

    /** Starts the stream's clock unless it runs. */
    void start(WatchStream stream, long nowNanos) {
        if (stream.progressNanos() > 0 && stream.progressDueNanos() == Loop.NEVER) {
            schedule(stream, nowNanos);
        }
    }

    void stop(WatchStream stream) {
        Set<WatchStream> same = due.get(stream.progressDueNanos());
        if (same != null && same.remove(stream) && same.isEmpty()) {
            due.remove(stream.progressDueNanos());
        }
        stream.setProgressDueNanos(Loop.NEVER);
    }

    /** The streams whose time has come; each is scheduled for its next one. */
    List<WatchStream> takeDue(long nowNanos) {
        if (due.isEmpty() || due.firstKey() > nowNanos) {
            return List.of();
        }
        List<WatchStream> taken = new ArrayList<>();
        while (!due.isEmpty() && due.firstKey() <= nowNanos) {
            taken.addAll(due.pollFirstEntry().getValue());
        }
        taken.forEach(stream -> schedule(stream, nowNanos));
        return taken;
    }

    long deadlineNanos() {
        return due.isEmpty() ? Loop.NEVER : due.firstKey();
    }

    private void schedule(WatchStream stream, long nowNanos) {
        stream.setProgressDueNanos(nowNanos + stream.progressNanos());
        due.computeIfAbsent(stream.progressDueNanos(), time -> new LinkedHashSet<>())
                .add(stream);
    }
}
