package io.fairlead.server.exec.thread;

import io.fairlead.server.exec.Clock;

/** The machine's clocks. */
public final class SystemClock implements Clock {
    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }
}
