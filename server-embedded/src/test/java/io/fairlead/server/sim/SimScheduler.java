package io.fairlead.server.sim;

import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The world's time, and what is to happen in it. Things due at the same time happen in an order drawn from the seed.
 *
 * <p>What waits stands in a heap of plain arrays: a run takes a hundred thousand steps, and millions of seeds are run.
 */
final class SimScheduler {
    /** Many times what a run takes: whoever needs more has begun to go in circles. */
    private static final long STEPS_MAX = 5_000_000;

    private final RandomGenerator random;

    /** When each thing is due. Invariant, here and below: a heap by this and then by {@link #orders}. */
    private long[] dues = new long[256];

    /** Drawn order in the upper half, running number in the lower: no two are equal. */
    private long[] orders = new long[256];

    private @Nullable Runnable[] actions = new Runnable[256];
    private int count;
    private long nowNanos;
    private long scheduled;

    /** Written by the world's thread; a watchdog reads it from outside. */
    private volatile long done;

    SimScheduler(RandomGenerator random) {
        this.random = random;
    }

    long nowNanos() {
        return nowNanos;
    }

    /** How many things have happened. Any thread. */
    long done() {
        return done;
    }

    void at(long nanos, Runnable action) {
        if (count == dues.length) {
            dues = Arrays.copyOf(dues, 2 * count);
            orders = Arrays.copyOf(orders, 2 * count);
            actions = Arrays.copyOf(actions, 2 * count);
        }
        long order = (long) random.nextInt() << 32 | (scheduled++ & 0xffff_ffffL);
        rise(count++, Math.max(nanos, nowNanos), order, action);
    }

    void in(long nanos, Runnable action) {
        at(nowNanos + nanos, action);
    }

    /** Lets the next thing happen; false if there is none before or at {@code untilNanos}, where time then stands. */
    boolean step(long untilNanos) {
        if (count == 0 || dues[0] > untilNanos) {
            nowNanos = Math.max(nowNanos, untilNanos);
            return false;
        }
        nowNanos = dues[0];
        Runnable action = Objects.requireNonNull(actions[0]);
        count--;
        Runnable moved = Objects.requireNonNull(actions[count]);
        actions[count] = null;
        if (count > 0) {
            sink(dues[count], orders[count], moved);
        }
        long step = done + 1;
        done = step;
        if (step > STEPS_MAX) {
            throw new AssertionError("the world goes in circles: " + step + " steps up to " + nowNanos + " ns");
        }
        action.run();
        return true;
    }

    void runUntil(long nanos) {
        while (step(nanos)) {
            // On to the next.
        }
    }

    private void rise(int from, long due, long order, Runnable action) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!before(due, order, parent)) {
                break;
            }
            put(at, dues[parent], orders[parent], actions[parent]);
            at = parent;
        }
        put(at, due, order, action);
    }

    private void sink(long due, long order, Runnable action) {
        int at = 0;
        int child = 1;
        while (child < count) {
            if (child + 1 < count && before(dues[child + 1], orders[child + 1], child)) {
                child++;
            }
            if (before(due, order, child)) {
                break;
            }
            put(at, dues[child], orders[child], actions[child]);
            at = child;
            child = 2 * at + 1;
        }
        put(at, due, order, action);
    }

    private boolean before(long due, long order, int other) {
        return due != dues[other] ? due < dues[other] : order < orders[other];
    }

    private void put(int at, long due, long order, @Nullable Runnable action) {
        dues[at] = due;
        orders[at] = order;
        actions[at] = action;
    }
}
