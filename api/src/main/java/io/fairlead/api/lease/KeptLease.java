package io.fairlead.api.lease;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A lease that the client keeps alive: three times in its time to live, on one stream for all leases of a client. When the
 * stream ends, for whatever reason, the next one is opened at another member at once, and what was not answered is asked again;
 * the same if a member takes keep-alives and does not answer. None of that shows here unless a keep-alive is overdue.
 *
 * <p>Its end is judged on the monotonic clock, from the moment the last answered keep-alive was <em>sent</em>, less a margin:
 * this side gives the lease up before the server does. A process that is paused sees that only afterwards: whoever protects
 * something outside the store needs a fencing token as well.
 *
 * <p>Safe to share between threads.
 */
public interface KeptLease extends AutoCloseable {
    /** The id of the lease. */
    long id();

    /** How long it lives after each keep-alive. */
    Duration ttl();

    /** How it stands now. */
    LeaseState state();

    /** How long it surely lives from now on, even if no further keep-alive is answered; zero once it has ended. */
    Duration validFor();

    /**
     * Tells of every change of state from now on, on the client's executor, in order; of the end, if the lease has ended
     * already. A receiver may block without endangering the lease. Closing what is returned ends that.
     */
    Subscription onChange(Consumer<? super LeaseChange> receiver);

    /** Completes with the change that ended the lease for this process; never fails. */
    CompletableFuture<LeaseChange> ended();

    /**
     * Revokes the lease: its keys are deleted. For this process the lease has ended as soon as this is called, for all who have
     * it kept alive; no further keep-alive is sent. Done already if the lease is gone, so a repetition is safe, and the client
     * repeats it within its deadline.
     *
     * @throws io.fairlead.api.FairleadException if that was not answered: the lease then ends with its time at the latest
     */
    void revoke();

    /** As {@link #revoke()}, without waiting. */
    CompletableFuture<Void> revokeAsync();

    /** Stops keeping the lease alive, and leaves it to its time. Closing twice does nothing. */
    @Override
    void close();

    /** A receiver that was added; closing it removes the receiver. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
