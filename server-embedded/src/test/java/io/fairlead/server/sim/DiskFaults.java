package io.fairlead.server.sim;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The faults a disk was told to have in calls to come, and a count of those it had. */
final class DiskFaults {
    private final List<Armed> armed = new ArrayList<>();
    private final Map<DiskFault, Long> had = new EnumMap<>(DiskFault.class);

    private static final class Armed {
        private final DiskFault fault;
        private final String under;
        private long callsLeft;

        Armed(DiskFault fault, String under, long callsLeft) {
            this.fault = fault;
            this.under = under;
            this.callsLeft = callsLeft;
        }
    }

    void arm(DiskFault fault, Path under, long n) {
        armed.add(new Armed(fault, under.toAbsolutePath().toString(), n));
    }

    void disarm() {
        armed.clear();
    }

    void disarm(DiskFault fault) {
        armed.removeIf(one -> one.fault == fault);
    }

    /** A call comes that may have this fault: whether it does. */
    boolean strikes(DiskFault fault, Path file) {
        if (armed.isEmpty()) {
            return false;
        }
        boolean strikes = false;
        Iterator<Armed> all = armed.iterator();
        while (all.hasNext()) {
            Armed one = all.next();
            if (one.fault == fault && file.toAbsolutePath().toString().startsWith(one.under) && --one.callsLeft <= 0) {
                all.remove();
                strikes = true;
            }
        }
        if (strikes) {
            note(fault);
        }
        return strikes;
    }

    void note(DiskFault fault) {
        had.merge(fault, 1L, Long::sum);
    }

    long had(DiskFault fault) {
        return had.getOrDefault(fault, 0L);
    }
}
