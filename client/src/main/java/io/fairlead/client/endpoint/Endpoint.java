package io.fairlead.client.endpoint;

import io.fairlead.api.call.EndpointState;
import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One place where a member listens, with its channel and its health as the calls of late tell it.
 *
 * <p>A call that is answered costs here a few reads of fields, and a write for the latency; the rest begins with the first
 * failure.
 */
public final class Endpoint {
    /** Each measurement counts for an eighth in the average. */
    private static final int LATENCY_SHIFT = 3;

    private final EndpointAddress address;
    private final ManagedChannel channel;
    private final Deadline.Ticker ticker;
    private final LongSupplier nanoTime;
    private final EndpointEvents events;

    /** Null until the first failure; written once, under the lock of this. */
    private volatile @Nullable Breaker breaker;

    /** True once it has answered. */
    private volatile boolean met;

    /** Member that answered last; 0 for none. */
    private volatile long memberId;

    /** Moving average, 0 before the first measurement. A lost update between two threads does no harm. */
    private volatile long latencyNanos;

    private volatile @Nullable String lastFailure;

    /**
     * @param ticker what deadlines of calls on the channel are measured with
     * @param nanoTime the clock of health, as {@link System#nanoTime()}
     */
    Endpoint(
            EndpointAddress address,
            ManagedChannel channel,
            Deadline.Ticker ticker,
            LongSupplier nanoTime,
            EndpointEvents events) {
        this.address = address;
        this.channel = channel;
        this.ticker = ticker;
        this.nanoTime = nanoTime;
        this.events = events;
    }

    /** The endpoint as the user wrote it. */
    public String name() {
        return address.text();
    }

    public EndpointAddress address() {
        return address;
    }

    public ManagedChannel channel() {
        return channel;
    }

    /** The deadline of a call on the channel that has so much time from now. */
    public Deadline deadline(long nanos) {
        return Deadline.after(nanos, TimeUnit.NANOSECONDS, ticker);
    }

    /** The client's clock, as {@link System#nanoTime()}. */
    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** The member that answered here last; 0 if none has. */
    public long memberId() {
        return memberId;
    }

    void memberId(long id) {
        memberId = id;
    }

    /** The member answered, whatever the answer. */
    public void answered() {
        Breaker known = breaker;
        boolean wasDown = known != null && known.answered();
        if (!met || wasDown) {
            met = true;
            events.up(this);
        }
    }

    /** The member answered a call that it can answer quickly. */
    public void answeredIn(long tookNanos) {
        long average = latencyNanos;
        latencyNanos = average == 0 ? Math.max(1, tookNanos) : average + ((tookNanos - average) >> LATENCY_SHIFT);
        answered();
    }

    /**
     * The member did not answer, or said that it cannot serve anybody now. A channel that waits before it connects again is
     * told not to: our own retries have a back-off, and a second one would hide a member that is back.
     */
    public void failed(String why) {
        lastFailure = why;
        if (breaker().failed()) {
            events.down(this, why);
        }
        channel.resetConnectBackoff();
    }

    private synchronized Breaker breaker() {
        Breaker known = breaker;
        if (known == null) {
            known = new Breaker(nanoTime);
            breaker = known;
        }
        return known;
    }

    /** True while other endpoints should be tried first: from a failure until an answer. */
    public boolean isEjected() {
        Breaker known = breaker;
        return known != null && !known.isClosed();
    }

    /** True if the caller is to find out whether an ejected endpoint is back, which nobody else does now. */
    public boolean mayProbe() {
        Breaker known = breaker;
        return known != null && known.mayProbe();
    }

    /** Time until {@link #mayProbe} may be true; zero or less if it may be now. */
    public long probeInNanos() {
        Breaker known = breaker;
        return known == null ? 0 : known.pauseLeftNanos();
    }

    /** Average of late; 0 if nothing was measured. */
    public long latencyNanos() {
        return latencyNanos;
    }

    /** Connects, if it is not connected and not trying to. */
    void warm() {
        ConnectivityState unused = channel.getState(true);
    }

    /** True if a call would leave at once. */
    public boolean isConnected() {
        return channel.getState(false) == ConnectivityState.READY;
    }

    /** For the post-mortem. */
    public EndpointState state() {
        Breaker known = breaker;
        EndpointState.Health health;
        if (known != null && !known.isClosed()) {
            health = known.isHalfOpen() ? EndpointState.Health.PROBING : EndpointState.Health.DOWN;
        } else {
            health = met ? EndpointState.Health.UP : EndpointState.Health.UNTRIED;
        }
        return new EndpointState(
                name(),
                channel.getState(false).name(),
                health,
                memberId,
                Duration.ofNanos(latencyNanos),
                Optional.ofNullable(lastFailure));
    }

    @Override
    public String toString() {
        return name();
    }
}
