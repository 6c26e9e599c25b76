package io.fairlead.server.sim;

import io.fairlead.server.exec.Clock;

/** A machine's clock: starts anywhere, runs a little fast or slow. */
final class SimClock implements Clock {
    private static final long MILLION = 1_000_000;
    private static final long WALL_START_MILLIS = 1_700_000_000_000L;

    private final SimScheduler world;
    private final long originNanos;

    /** How many nanoseconds it shows after a million of the world's. */
    private final long nanosPerMillion;

    /** How far the wall clock was set off. */
    private long wallOffMillis;

    SimClock(SimScheduler world, long originNanos, long nanosPerMillion) {
        this.world = world;
        this.originNanos = originNanos;
        this.nanosPerMillion = nanosPerMillion;
    }

    @Override
    public long nanos() {
        return originNanos + scale(world.nowNanos(), nanosPerMillion, MILLION);
    }

    @Override
    public long wallMillis() {
        return WALL_START_MILLIS + wallOffMillis + world.nowNanos() / MILLION;
    }

    /** Somebody sets the wall clock. */
    void jumpWall(long millis) {
        wallOffMillis += millis;
    }

    /** The world's time when this clock shows {@code nanos}, or a little later. */
    long worldNanosAt(long nanos) {
        return scale(nanos - originNanos, MILLION, nanosPerMillion) + 2;
    }

    private static long scale(long nanos, long by, long of) {
        return nanos / of * by + nanos % of * by / of;
    }
}
