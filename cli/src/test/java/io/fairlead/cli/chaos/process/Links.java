package io.fairlead.cli.chaos.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What passes between each two members, in each direction. Faults are made by one thread, and asked for by those that carry the
 * bytes.
 */
public final class Links {
    /** What becomes of bytes. */
    public enum State {
        OPEN,
        /** They wait, as when packets are lost; they arrive when the link is open again and the connection still stands. */
        HELD,
        /** Connections break, and new ones too. */
        CUT
    }

    /** A direction. */
    record Way(int from, int to) {}

    /** What breaks when a link is cut. */
    interface Connection {
        /** Whether bytes of one go to the other on it, in either direction. */
        boolean joins(int one, int other);

        void reset();
    }

    private final Map<Way, State> states = new HashMap<>();
    private final List<Connection> connections = new ArrayList<>();
    private long delayNanos;
    private boolean closed;

    /** From now on, from one member to the other. */
    public synchronized void set(int from, int to, State state) {
        states.put(new Way(from, to), state);
        if (state == State.CUT) {
            connections.stream()
                    .filter(connection -> connection.joins(from, to))
                    .toList()
                    .forEach(Connection::reset);
        }
        notifyAll();
    }

    /** From now on, in both directions. */
    public void setBoth(int one, int other, State state) {
        set(one, other, state);
        set(other, one, state);
    }

    /** Every piece that passes anywhere waits so long. */
    public synchronized void delay(long nanos) {
        delayNanos = nanos;
    }

    /** All is well from now on. */
    public synchronized void heal() {
        states.clear();
        delayNanos = 0;
        notifyAll();
    }

    /** Nothing is held any more, for good. */
    synchronized void close() {
        closed = true;
        List.copyOf(connections).forEach(Connection::reset);
        heal();
    }

    /** Whether there may be a connection. */
    synchronized boolean mayConnect(int from, int to) {
        return !closed && state(from, to) != State.CUT && state(to, from) != State.CUT;
    }

    synchronized void opened(Connection connection) {
        connections.add(connection);
    }

    synchronized void closed(Connection connection) {
        connections.remove(connection);
    }

    /** Waits as long as bytes have to; on the thread that carries them. */
    void pass(int from, int to) throws InterruptedException {
        long wait;
        synchronized (this) {
            wait = delayNanos;
        }
        TimeUnit.NANOSECONDS.sleep(wait);
        synchronized (this) {
            while (!closed && state(from, to) == State.HELD) {
                wait();
            }
        }
    }

    private State state(int from, int to) {
        return states.getOrDefault(new Way(from, to), State.OPEN);
    }
}
