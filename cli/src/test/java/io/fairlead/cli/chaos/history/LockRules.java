package io.fairlead.cli.chaos.history;

import io.fairlead.api.KeyValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One holds a lock at a time, as holders know it by their clock, and later ones have larger tokens; what is written under a lock is
 * written in the order of its tokens.
 */
final class LockRules {
    /** What is written under a lock stands below this prefix, under the lock's name. */
    static final String GUARDED = "guarded/";

    private final History history;

    LockRules(History history) {
        this.history = history;
    }

    void judge() {
        Map<String, List<HeldLock>> byName = new TreeMap<>();
        for (HeldLock hold : history.holds()) {
            byName.computeIfAbsent(hold.name(), any -> new ArrayList<>()).add(hold);
        }
        byName.values().forEach(this::oneAtATime);
        tokensRise();
    }

    private void oneAtATime(List<HeldLock> holds) {
        holds.sort(Comparator.comparingLong(HeldLock::token));
        for (int i = 1; i < holds.size(); i++) {
            HeldLock earlier = holds.get(i - 1);
            HeldLock later = holds.get(i);
            if (later.token() == earlier.token() || later.acquired() < earlier.lastValid()) {
                history.violation("a lock held twice at a time: " + earlier + " and " + later);
            }
        }
    }

    private void tokensRise() {
        Map<String, Long> newest = new HashMap<>();
        Timeline timeline = history.timeline();
        for (long revision = Timeline.EMPTY + 1; revision <= timeline.last(); revision++) {
            timeline.at(revision).ifPresent(moment -> moment.changes().forEach(change -> tokenRises(newest, change)));
        }
    }

    private void tokenRises(Map<String, Long> newest, KeyValue change) {
        String key = change.key().toUtf8();
        if (key.startsWith(GUARDED) && change.version() > 0) {
            String value = change.value().toUtf8();
            long token = Long.parseLong(value.substring(0, value.indexOf('#')));
            Long before = newest.put(key, token);
            if (before != null && before > token) {
                history.violation("token " + token + " wrote after token " + before + ": " + change);
            }
        }
    }
}
