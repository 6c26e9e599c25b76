package io.fairlead.server.lease;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.check.Invariant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The leader's deadlines. It says when a lease has run out; ending it is the log's business. Owned by the duty loop; times are
 * those of the monotonic clock.
 *
 * <p>Why no lease ends early across leaders: a leader that takes over gives every lease the whole time the log knows of, and an
 * election timeout more. The whole time, because renewals are not in the log; the timeout, because the leader before may have
 * gone on answering renewals for that long before it noticed. The log knows of less than the granted time only from a
 * checkpoint, and a checkpoint is struck out before a later renewal is answered.
 */
public final class Lessor {
    /** Leases with more left than this get checkpoints, this far apart. */
    public static final long CHECKPOINT_INTERVAL_NANOS = 300L * 1_000_000_000L;

    private static final long SECOND = 1_000_000_000L;

    private final long graceNanos;
    private final Map<Long, Countdown> countdowns = new TreeMap<>();
    private final CountdownQueue ends = new CountdownQueue();
    private final CountdownQueue checkpoints = new CountdownQueue();

    private boolean primary;

    /** When this member began to lead. Times inside count from here, so that the longest TTL fits behind any of them. */
    private long originNanos;

    /**
     * Makes one that does not lead.
     *
     * @param graceNanos what a new leader adds to every lease: an election timeout
     */
    public Lessor(long graceNanos) {
        this.graceNanos = graceNanos;
    }

    /** What came of the wish to renew a lease. */
    public enum Renewal {
        RENEWED,
        /** There is no such lease. */
        UNKNOWN,
        /** It has run out; it is being revoked, or will be. */
        ENDED,
        /** Its checkpoint has to be struck out first, see {@link #beginClearing}. */
        SHORTENED
    }

    /** This member leads from now on: starts to count down {@code leases}, with what they have left and the grace. */
    public void promote(Collection<Lease> leases, long nowNanos) {
        demote();
        primary = true;
        originNanos = nowNanos;
        leases.forEach(lease -> arm(lease, lease.secondsLeft(), graceNanos, nowNanos));
    }

    /** This member leads no more. */
    public void demote() {
        primary = false;
        countdowns.clear();
        ends.clear();
        checkpoints.clear();
    }

    public boolean isPrimary() {
        return primary;
    }

    /** The lease was granted just now, or may have been: it gets its whole time. */
    public void granted(Lease lease, long nowNanos) {
        revoked(lease.id());
        if (primary) {
            arm(lease, lease.grantedSeconds(), 0, nowNanos);
        }
    }

    public void revoked(long id) {
        countdowns.remove(id);
        ends.remove(id);
        checkpoints.remove(id);
    }

    /** The log says now how much the lease has left. */
    public void checkpointed(Lease lease) {
        Countdown countdown = countdowns.get(lease.id());
        if (countdown != null && lease.isShortened()) {
            countdown.shortened = true;
        }
    }

    public Renewal renew(long id, long nowNanos) {
        Countdown countdown = countdowns.get(id);
        if (countdown == null) {
            return Renewal.UNKNOWN;
        }
        long at = at(nowNanos);
        if (countdown.revoking || countdown.endNanos <= at) {
            return Renewal.ENDED;
        }
        if (countdown.shortened || countdown.clearing) {
            return Renewal.SHORTENED;
        }
        countdown.endNanos = Math.max(countdown.endNanos, later(at, countdown.grantedSeconds * SECOND));
        countdown.checkpointNanos = at + CHECKPOINT_INTERVAL_NANOS;
        return Renewal.RENEWED;
    }

    /** The caller writes to the log that the lease is whole; false where that is under way. No checkpoint is taken meanwhile. */
    public boolean beginClearing(long id) {
        Countdown countdown = countdowns.get(id);
        if (countdown == null || countdown.clearing) {
            return false;
        }
        countdown.clearing = true;
        return true;
    }

    /**
     * That has come to an end.
     *
     * @param done whether the log says now that the lease is whole
     */
    public void endClearing(long id, boolean done) {
        Countdown countdown = countdowns.get(id);
        if (countdown != null) {
            countdown.clearing = false;
            countdown.shortened = countdown.shortened && !done;
        }
    }

    /** The granted time of a lease that is being counted down. */
    public long grantedSeconds(long id) {
        Countdown countdown = countdowns.get(id);
        return countdown == null ? 0 : countdown.grantedSeconds;
    }

    /** Refused as LEASE_NOT_FOUND. */
    public Answer<LeaseLife> life(long id, long nowNanos) {
        Countdown countdown = countdowns.get(id);
        return countdown == null
                ? Answer.refused(EtcdError.LEASE_NOT_FOUND)
                : Answer.ok(new LeaseLife(
                        Math.max(0, countdown.endNanos - at(nowNanos)) / SECOND, countdown.grantedSeconds, List.of()));
    }

    /** The leases in the order in which they would end. */
    public List<Long> byEnd() {
        return countdowns.values().stream()
                .sorted(Comparator.<Countdown>comparingLong(countdown -> countdown.endNanos)
                        .thenComparingLong(countdown -> countdown.id))
                .map(countdown -> countdown.id)
                .toList();
    }

    /**
     * Hands out leases that have run out, earliest first; each is the caller's to revoke, and comes up again only after {@link
     * #retry}.
     */
    public List<Long> takeEnded(long nowNanos, int limit) {
        List<Long> ended = new ArrayList<>();
        long at = at(nowNanos);
        while (ended.size() < limit) {
            Optional<Long> due = ends.poll(at);
            if (due.isEmpty()) {
                break;
            }
            Countdown countdown = found(due.get());
            if (countdown.endNanos > at) {
                ends.put(countdown.id, countdown.endNanos);
            } else {
                countdown.revoking = true;
                ended.add(countdown.id);
            }
        }
        return ended;
    }

    /** The revocation of the lease failed: hands it out again from {@code againNanos} on, if it is still there. */
    public void retry(long id, long againNanos) {
        Countdown countdown = countdowns.get(id);
        if (countdown != null && countdown.revoking) {
            ends.put(id, at(againNanos));
        }
    }

    /** Leases whose remaining time is to be written down now, with that time. The caller does so. */
    public List<Lease> takeCheckpoints(long nowNanos, int limit) {
        List<Lease> taken = new ArrayList<>();
        long at = at(nowNanos);
        while (taken.size() < limit) {
            Optional<Long> due = checkpoints.poll(at);
            if (due.isEmpty()) {
                break;
            }
            Countdown countdown = found(due.get());
            if (countdown.endNanos <= at) {
                continue;
            }
            if (countdown.clearing) {
                countdown.checkpointNanos = at + CHECKPOINT_INTERVAL_NANOS;
            } else if (countdown.checkpointNanos <= at) {
                countdown.shortened = true;
                countdown.checkpointNanos = at + CHECKPOINT_INTERVAL_NANOS;
                // Rounded up: a second too much is harmless, one too little would end a lease early.
                long seconds = (countdown.endNanos - at - 1) / SECOND + 1;
                taken.add(
                        new Lease(countdown.id, countdown.grantedSeconds, Math.min(seconds, countdown.grantedSeconds)));
            }
            queueCheckpoint(countdown);
        }
        return taken;
    }

    /** When {@link #takeEnded} may have something; {@code Long.MAX_VALUE} for never. */
    public long nextEndNanos() {
        return outside(ends.nextNanos());
    }

    /** When {@link #takeCheckpoints} may have something; {@code Long.MAX_VALUE} for never. */
    public long nextCheckpointNanos() {
        return outside(checkpoints.nextNanos());
    }

    private void arm(Lease lease, long seconds, long extraNanos, long nowNanos) {
        long at = at(nowNanos);
        Countdown countdown = new Countdown(lease.id(), lease.grantedSeconds());
        countdown.endNanos = later(later(at, seconds * SECOND), extraNanos);
        countdown.checkpointNanos = at + CHECKPOINT_INTERVAL_NANOS;
        countdown.shortened = lease.isShortened();
        countdowns.put(lease.id(), countdown);
        ends.put(lease.id(), countdown.endNanos);
        queueCheckpoint(countdown);
    }

    /** A lease that ends before its next checkpoint needs none, until it is renewed. */
    private void queueCheckpoint(Countdown countdown) {
        if (countdown.grantedSeconds * SECOND > CHECKPOINT_INTERVAL_NANOS) {
            checkpoints.put(countdown.id, countdown.checkpointNanos);
        }
    }

    private Countdown found(long id) {
        Countdown countdown = countdowns.get(id);
        if (countdown == null) {
            throw Invariant.unreachable("lease " + Long.toHexString(id) + " is queued without a countdown");
        }
        return countdown;
    }

    private long at(long nowNanos) {
        return nowNanos - originNanos;
    }

    private long outside(long at) {
        return at > Long.MAX_VALUE / 4 ? Long.MAX_VALUE : originNanos + at;
    }

    private static long later(long at, long nanos) {
        return at > Long.MAX_VALUE - nanos ? Long.MAX_VALUE : at + nanos;
    }
}
