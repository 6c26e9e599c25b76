package io.fairlead.server.sim;

/** One direction between two members: cut or whole, clogged or free, and what is on its way. */
final class SimWire {
    /** What a wire holds; more is lost. */
    private static final int CAPACITY = 500;

    /** How many troubles hold it cut. */
    private int cuts;

    private long joinedNanos;

    /** Nothing arrives before; what was sent meanwhile comes then. */
    private long cloggedUntilNanos;

    /** When the last message so far arrives. */
    private long lastArrivalNanos;

    /** What enters between these times comes late, the later it enters the more so, by {@link #lagRate}. */
    private long lagFromNanos;

    private long lagUntilNanos;
    private double lagRate;

    private int underWay;

    boolean isCut() {
        return cuts > 0;
    }

    void cut() {
        cuts++;
    }

    void join(long nowNanos) {
        if (cuts > 0 && --cuts == 0) {
            joinedNanos = nowNanos;
        }
    }

    void clogUntil(long nanos) {
        cloggedUntilNanos = Math.max(cloggedUntilNanos, nanos);
    }

    /** What enters from {@code fromNanos} on comes late by {@code rate} of the time since then, until it ends. */
    void lag(long fromNanos, long untilNanos, double rate) {
        lagFromNanos = fromNanos;
        lagUntilNanos = untilNanos;
        lagRate = rate;
    }

    /** Whole and free from now on. */
    void clear(long nowNanos) {
        if (isCut()) {
            cuts = 0;
            joinedNanos = nowNanos;
        }
        cloggedUntilNanos = 0;
        lagUntilNanos = 0;
    }

    /** Since when it has been whole. */
    long joinedNanos() {
        return joinedNanos;
    }

    boolean isFull() {
        return underWay >= CAPACITY;
    }

    /** Something enters the wire and would arrive at {@code nanos}; returns when it does. */
    long enter(long nanos, boolean keepsOrder) {
        underWay++;
        long late = nanos < lagUntilNanos ? (long) (Math.max(0, nanos - lagFromNanos) * lagRate) : 0;
        long arrival = Math.max(nanos + late, cloggedUntilNanos);
        if (keepsOrder) {
            arrival = Math.max(arrival, lastArrivalNanos + 1);
        }
        lastArrivalNanos = Math.max(lastArrivalNanos, arrival);
        return arrival;
    }

    /** Whether what arrives at {@code nanos} overtakes something. */
    boolean overtakes(long nanos) {
        return nanos < lastArrivalNanos;
    }

    void leave() {
        underWay--;
    }
}
