package io.fairlead.client.endpoint;

import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.function.LongSupplier;

/** One place where a member listens, with its channel and its health as the calls of late tell it. */
public final class Endpoint {
    private static final long EJECTION_NANOS_MIN = Duration.ofMillis(200).toNanos();
    private static final long EJECTION_NANOS_MAX = Duration.ofSeconds(5).toNanos();

    private final EndpointAddress address;
    private final ManagedChannel channel;
    private final LongSupplier nanoTime;

    /** Failures without an answer between; guarded by this. */
    private int failuresInARow;

    /** When the last of them was; guarded by this, meaningless while there is none. */
    private long lastFailureNanos;

    Endpoint(EndpointAddress address, ManagedChannel channel, LongSupplier nanoTime) {
        this.address = address;
        this.channel = channel;
        this.nanoTime = nanoTime;
    }

    /** The endpoint as the user wrote it. */
    public String name() {
        return address.text();
    }

    public ManagedChannel channel() {
        return channel;
    }

    /** The member answered, whatever the answer. */
    public synchronized void answered() {
        failuresInARow = 0;
    }

    /**
     * The member did not answer, or said that it cannot serve anybody now. A channel that waits before it connects again is
     * told not to: our own retries have a back-off, and a second one would hide a member that is back.
     */
    public void failed() {
        synchronized (this) {
            failuresInARow++;
            lastFailureNanos = nanoTime.getAsLong();
        }
        channel.resetConnectBackoff();
    }

    /** True while other endpoints should be tried first: longer with each failure in a row, up to five seconds. */
    public synchronized boolean isEjected() {
        return failuresInARow > 0 && nanoTime.getAsLong() - lastFailureNanos < ejectionNanos(failuresInARow);
    }

    private static long ejectionNanos(int failures) {
        int doublings = Math.min(failures - 1, 10);
        return Math.min(EJECTION_NANOS_MIN << doublings, EJECTION_NANOS_MAX);
    }

    @Override
    public String toString() {
        return name();
    }
}
