package io.fairlead.server.storage.disk;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether those who write a member's files have the space they need. Each of them says so of itself through a {@link Wait} and
 * tries again by a deadline; anybody may ask. Safe from any thread.
 */
public final class DiskSpace {
    /** When somebody who lacks space looks again. */
    public static final long LOOK_AGAIN_NANOS = 1_000_000_000L;

    private final AtomicInteger lacking = new AtomicInteger();
    private final Listener listener;

    /** What space is needed for. */
    public enum Need {
        /** What the log will need next: while only this is missing there is room for a little more. */
        LOG_AHEAD(1),

        /** Files beside log and state: what tells how far the state is durable, snapshot files, rewritten segments. */
        UPKEEP(2),

        /** What was applied and can't be seen yet. */
        STATE(4),

        /** Entries and votes that can't be promised yet. */
        LOG(8);

        private final int bit;

        Need(int bit) {
            this.bit = bit;
        }
    }

    /** Called by the loop that found out; must return at once. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Something is missing that was not, or nothing is any more.
         *
         * @param message what the disk said, or that all is well
         */
        void changed(boolean isShort, String message);
    }

    public DiskSpace(Listener listener) {
        this.listener = listener;
    }

    /** Nobody hears of it. */
    public static DiskSpace unwatched() {
        return new DiskSpace((isShort, message) -> {});
    }

    /** Is something missing? The member then takes on nothing that takes space. */
    public boolean isShort() {
        return lacking.get() != 0;
    }

    /** Is it so much that nothing at all can be written, not even what would give space back? */
    public boolean isSpent() {
        return (lacking.get() & (Need.STATE.bit | Need.LOG.bit)) != 0;
    }

    /** Can nothing be promised to others? */
    public boolean isLogFull() {
        return (lacking.get() & Need.LOG.bit) != 0;
    }

    /** Makes the wait of somebody who needs space. */
    public Wait waitFor(Need need) {
        return new Wait(need.bit);
    }

    private void set(int bit, String message) {
        if (lacking.getAndUpdate(bits -> bits | bit) == 0) {
            listener.changed(true, message);
        }
    }

    private void clear(int bit) {
        int before = lacking.getAndUpdate(bits -> bits & ~bit);
        if (before == bit) {
            listener.changed(false, "there is space again");
        }
    }

    /** One writer's wait for space. Belongs to one loop. */
    public final class Wait {
        private final int bit;
        private boolean waiting;
        private long againNanos;

        private Wait(int bit) {
            this.bit = bit;
        }

        public boolean isWaiting() {
            return waiting;
        }

        /** Whether there is any use in trying now. */
        public boolean mayTry(long nowNanos) {
            return !waiting || nowNanos - againNanos >= 0;
        }

        /** There was no space: not before {@link #deadlineNanos} again. */
        public void begin(long nowNanos, NoSpaceException cause) {
            againNanos = nowNanos + LOOK_AGAIN_NANOS;
            if (!waiting) {
                waiting = true;
                set(bit, String.valueOf(cause.getMessage()));
            }
        }

        /** Space was given back: it may be tried at once. */
        public void hurry(long nowNanos) {
            againNanos = nowNanos;
        }

        /** There was space. */
        public void end() {
            if (waiting) {
                waiting = false;
                clear(bit);
            }
        }

        /** When to try again; {@link Long#MAX_VALUE} where nobody waits. */
        public long deadlineNanos() {
            return waiting ? againNanos : Long.MAX_VALUE;
        }
    }
}
