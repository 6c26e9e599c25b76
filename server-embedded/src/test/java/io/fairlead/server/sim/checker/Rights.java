package io.fairlead.server.sim.checker;

import io.fairlead.api.error.EtcdError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When one user may have had a right, and when it surely had, as whoever gives and takes it was told. What the user is surely not
 * allowed from a call's beginning to its end must not be done, and what it surely is must not be denied.
 */
public final class Rights {
    private final String user;

    /** While users are asked for; before and after, anybody may do anything. */
    private final List<Period> judged = new ArrayList<>();

    /** While the right may have been there: from the asking for it to the answer that it was taken. */
    private final List<Period> maybe = new ArrayList<>();

    /** While it was there: from the answer that it is given to the asking for its end. */
    private final List<Period> surely = new ArrayList<>();

    /** Events that the user was told of. */
    private final List<Told> told = new ArrayList<>();

    private int denials;

    private record Told(long revision, long nanos) {}

    private static final class Period {
        private final long fromNanos;
        private long toNanos = Long.MAX_VALUE;

        Period(long fromNanos) {
            this.fromNanos = fromNanos;
        }

        boolean meets(long startNanos, long endNanos) {
            return startNanos <= toNanos && endNanos >= fromNanos;
        }

        boolean holds(long startNanos, long endNanos) {
            return startNanos > fromNanos && endNanos < toNanos;
        }
    }

    public Rights(String user) {
        this.user = user;
    }

    /** Everybody was told that users are asked for from now on. */
    public void enforced(long nowNanos) {
        judged.add(new Period(nowNanos));
    }

    /** Somebody is about to ask that nobody be asked any more. */
    public void easing(long nowNanos) {
        last(judged).toNanos = nowNanos;
    }

    /** The right is about to be given. */
    public void giving(long nowNanos) {
        maybe.add(new Period(nowNanos));
    }

    /** It was answered that the right is given. */
    public void given(long nowNanos) {
        surely.add(new Period(nowNanos));
    }

    /** The right is about to be taken. */
    public void taking(long nowNanos) {
        last(surely).toNanos = nowNanos;
    }

    /** It was answered that the right was taken. */
    public void taken(long nowNanos) {
        last(maybe).toNanos = nowNanos;
    }

    /** A watcher of the user was told what happened at a revision. */
    public void told(long revision, long nowNanos) {
        told.add(new Told(revision, nowNanos));
    }

    /** How many events the user was told of. */
    public int toldCount() {
        return told.size();
    }

    private static Period last(List<Period> periods) {
        return periods.get(periods.size() - 1);
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
            if (call.error() == EtcdError.PERMISSION_DENIED && isSurelyAllowed(call.startNanos(), end)) {
                throw new BrokenPromise(user + " was allowed to, and was denied: " + call);
            }
        }
        checkTold(history, order);
    }

    /** What was asked for when the right was gone, and told before it was given again. */
    private void checkTold(History history, RevisionOrder order) {
        Map<Long, History.Call> makers = new HashMap<>();
        for (History.Call call : history.calls()) {
            makers.put(order.madeBy(call), call);
        }
        for (Told event : told) {
            History.Call maker = makers.get(event.revision());
            if (maker != null && isSurelyDenied(maker.startNanos(), event.nanos())) {
                throw new BrokenPromise(user + " was told of what it was not allowed to see: " + maker);
            }
        }
    }

    private boolean isSurelyDenied(long startNanos, long endNanos) {
        return judged.stream().anyMatch(period -> period.holds(startNanos, endNanos))
                && maybe.stream().noneMatch(period -> period.meets(startNanos, endNanos));
    }

    private boolean isSurelyAllowed(long startNanos, long endNanos) {
        return surely.stream().anyMatch(period -> period.holds(startNanos, endNanos));
    }
}
