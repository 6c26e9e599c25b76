package io.fairlead.api.concurrency;

import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.LeaseChange;
import io.fairlead.api.lease.LeaseState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The life of this process as the cluster sees it: a lease that is kept alive. Locks, leaderships and registrations hang on a
 * session and end with it, at the latest one time to live after the process died.
 *
 * <p>How it stands is judged on this process's monotonic clock, from when the last answered keep-alive was sent, less a margin,
 * and never from what a server said of the time that is left: that starts anew with a new leader. So while no answers come, the
 * session ends here before the cluster gives it up.
 *
 * <p>Safe to share between threads; one session can serve all recipes of a process.
 */
public interface Session extends AutoCloseable {
    /** The lease that keys of this session hang on. */
    long leaseId();

    /** The time after which the cluster gives a silent session up. */
    Duration ttl();

    /** How it stands now. An ended session does not come back: open another one. */
    LeaseState state();

    /** True if the session surely lives for so long, even if the connection breaks now. */
    boolean isAliveFor(Duration duration);

    /** How long it surely lives, even if the connection breaks now; zero once it has ended. */
    Duration validFor();

    /**
     * Tells of every change of state from now on, on the client's executor, in order; of the end, if the session has ended
     * already. A receiver may block without endangering the session.
     */
    KeptLease.Subscription onChange(Consumer<? super LeaseChange> receiver);

    /** Completes with the change that ended the session; never fails. */
    CompletableFuture<LeaseChange> ended();

    /**
     * Ends the session: the lease is revoked, its keys are deleted. Waits for that at most for the deadline of the client it
     * was opened with; if the cluster can't be reached by then, the revocation goes on in the background, and at the latest the
     * keys go with the lease's time. For this process the session has ended as soon as this is called. Never fails; closing
     * twice does nothing more. If the thread is interrupted, it stops waiting and stays interrupted.
     */
    @Override
    void close();

    /** As {@link #close()}, without waiting; the future completes, always normally, when {@link #close()} would return. */
    CompletableFuture<Void> closeAsync();
}
