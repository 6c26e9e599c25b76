package io.fairlead.server.sim.checker;

import java.util.ArrayList;
import java.util.List;

/**
 * When one user may have had a right, as whoever gives and takes it was told. What the user is surely not allowed from a call's
 * beginning to its end must not be done.
 */
public final class Rights {
    private final String user;

    /** From when the right is judged at all; before, anybody may do anything. */
    private long judgedFromNanos = Long.MAX_VALUE;

    private final List<Period> periods = new ArrayList<>();
    private int denials;

    /** While the right may have been there: from the asking for it to the answer that it was taken. */
    private static final class Period {
        private final long fromNanos;
        private long toNanos = Long.MAX_VALUE;

        Period(long fromNanos) {
            this.fromNanos = fromNanos;
        }
    }

    public Rights(String user) {
        this.user = user;
    }

    /** Everybody was told that rights count now. */
    public void enforced(long nowNanos) {
        judgedFromNanos = nowNanos;
    }

    /** The right is about to be given. */
    public void giving(long nowNanos) {
        periods.add(new Period(nowNanos));
    }

    /** It was answered that the right was taken. */
    public void taken(long nowNanos) {
        periods.get(periods.size() - 1).toNanos = nowNanos;
    }

    /** How many calls were surely not allowed, and not carried out. */
    public int denials() {
        return denials;
    }

    /** To be called when the order of revisions has been checked. */
    public void check(History history, RevisionOrder order, EventLog log) {
        for (History.Call call : history.calls()) {
            if (!call.user().equals(user) || call.isSerializable()) {
                continue;
            }
            long made = order.madeBy(call);
            long end = made == 0 ? call.endNanos() : Math.min(call.endNanos(), log.seenNanos(made));
            if (isSurelyDenied(call.startNanos(), end)) {
                if (call.isAnswered() || made != 0) {
                    throw new BrokenPromise(user + " was not allowed to, and did: " + call);
                }
                denials++;
            }
        }
    }

    private boolean isSurelyDenied(long startNanos, long endNanos) {
        if (startNanos <= judgedFromNanos) {
            return false;
        }
        for (Period period : periods) {
            if (startNanos <= period.toNanos && endNanos >= period.fromNanos) {
                return false;
            }
        }
        return true;
    }
}
