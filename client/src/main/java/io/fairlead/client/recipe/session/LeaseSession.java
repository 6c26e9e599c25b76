package io.fairlead.client.recipe.session;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.LeaseChange;
import io.fairlead.api.lease.LeaseState;
import io.fairlead.client.recipe.basis.Reasons;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A session as a lease that is kept alive. */
final class LeaseSession implements Session {
    private static final System.Logger LOG = System.getLogger(LeaseSession.class.getName());

    private final KeptLease lease;
    private final LongSupplier nanoTime;

    /** The end of the revocation, once it was asked for; completes normally however it ends. */
    private final AtomicReference<@Nullable CompletableFuture<Void>> closing = new AtomicReference<>();

    LeaseSession(KeptLease lease, LongSupplier nanoTime) {
        this.lease = lease;
        this.nanoTime = nanoTime;
    }

    @Override
    public long leaseId() {
        return lease.id();
    }

    @Override
    public Duration ttl() {
        return lease.ttl();
    }

    @Override
    public LeaseState state() {
        return lease.state();
    }

    @Override
    public boolean isAliveFor(Duration duration) {
        return state().isLive() && validFor().compareTo(duration) >= 0;
    }

    @Override
    public Duration validFor() {
        return lease.validFor();
    }

    @Override
    public KeptLease.Subscription onChange(Consumer<? super LeaseChange> receiver) {
        return lease.onChange(receiver);
    }

    @Override
    public CompletableFuture<LeaseChange> ended() {
        return lease.ended();
    }

    @Override
    public void close() {
        try {
            closeAsync().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a session ended in an unforeseen way", e);
        }
    }

    /** Waits no longer than this for the end of the session; it goes on by itself. */
    void awaitClosed(long nanos) {
        try {
            closeAsync().get(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "session {0} ends with its time", Long.toHexString(leaseId()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a session ended in an unforeseen way", e);
        }
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        CompletableFuture<Void> fresh = new CompletableFuture<>();
        if (!closing.compareAndSet(null, fresh)) {
            CompletableFuture<Void> first = closing.get();
            return first == null ? fresh : first.copy();
        }
        // What the server still counts on, should nothing get through: from now on no keep-alive is sent.
        revoke(fresh, nanoTime.getAsLong() + lease.ttl().toNanos());
        return fresh.copy();
    }

    /** Asks for the end of the lease; again in the background, if the cluster can't be reached, until its time is up. */
    private void revoke(CompletableFuture<Void> firstTry, long untilNanos) {
        CompletionStage<Void> ignored = lease.revokeAsync().whenComplete((done, thrown) -> {
            firstTry.complete(null);
            if (thrown == null) {
                return;
            }
            Throwable cause = Reasons.of(thrown);
            // Only a try that took its whole deadline is followed by another: so this never spins.
            boolean again = cause instanceof DeadlineExceededException && untilNanos - nanoTime.getAsLong() > 0;
            if (again) {
                revoke(firstTry, untilNanos);
            } else if (!(cause instanceof ClientClosedException)) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "session " + Long.toHexString(leaseId()) + " was not revoked and ends with its time: " + cause);
            }
        });
    }
}
