package io.fairlead.server.sim;

import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/** The world's time, and what is to happen in it. Things due at the same time happen in an order drawn from the seed. */
final class SimScheduler {
    private final RandomGenerator random;
    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private long nowNanos;
    private long scheduled;
    private long done;

    SimScheduler(RandomGenerator random) {
        this.random = random;
    }

    /** Something that happens once. */
    private record Event(long nanos, int order, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(nanos, other.nanos);
            int byOrder = byTime != 0 ? byTime : Integer.compare(order, other.order);
            return byOrder != 0 ? byOrder : Long.compare(number, other.number);
        }
    }

    long nowNanos() {
        return nowNanos;
    }

    /** How many things have happened. */
    long done() {
        return done;
    }

    void at(long nanos, Runnable action) {
        queue.add(new Event(Math.max(nanos, nowNanos), random.nextInt(), scheduled++, action));
    }

    void in(long nanos, Runnable action) {
        at(nowNanos + nanos, action);
    }

    /** Lets the next thing happen; false if there is none before or at {@code untilNanos}, where time then stands. */
    boolean step(long untilNanos) {
        Event next = queue.peek();
        if (next == null || next.nanos > untilNanos) {
            nowNanos = Math.max(nowNanos, untilNanos);
            return false;
        }
        queue.poll();
        nowNanos = next.nanos;
        done++;
        next.action.run();
        return true;
    }

    void runUntil(long nanos) {
        while (step(nanos)) {
            // On to the next.
        }
    }
}
