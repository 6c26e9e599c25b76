package io.fairlead.client.recipe.session;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.Leases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** The open sessions of a client, so that closing it ends them. Safe to share between threads. */
public final class Sessions {
    /** In the order in which they were opened; guarded by this. */
    private final Set<LeaseSession> open = new LinkedHashSet<>();

    private final LongSupplier nanoTime;

    /** Guarded by this. */
    private boolean closed;

    /** @param nanoTime as {@link System#nanoTime()} */
    public Sessions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Opens a session, without waiting for its lease; cancelling the future cancels the call, and leaves no lease behind. Fails
     * with {@link ClientClosedException} once the sessions are closed.
     */
    public CompletableFuture<Session> open(Leases leases, Duration ttl) {
        if (isClosed()) {
            return CompletableFuture.failedFuture(closedClient());
        }
        CompletableFuture<KeptLease> kept = leases.async().keep(ttl);
        CompletableFuture<Session> opening = new CompletableFuture<>();
        var unusedGrant = kept.whenComplete((lease, thrown) -> {
            if (lease == null) {
                opening.completeExceptionally(
                        thrown == null ? new IllegalStateException("a grant without a lease") : thrown);
                return;
            }
            LeaseSession session = new LeaseSession(lease, nanoTime);
            boolean wanted = add(session) && opening.complete(session);
            if (!wanted) {
                var unused = session.closeAsync();
                opening.completeExceptionally(closedClient());
            }
        });
        var unusedCancel = opening.whenComplete((session, thrown) -> {
            if (opening.isCancelled()) {
                kept.cancel(true);
            }
        });
        return opening;
    }

    private static ClientClosedException closedClient() {
        return new ClientClosedException(Outcome.NOT_APPLIED, List.of());
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** False if the sessions are closed. */
    private boolean add(LeaseSession session) {
        synchronized (this) {
            if (closed) {
                return false;
            }
            open.add(session);
        }
        var unused = session.ended().thenRun(() -> remove(session));
        return true;
    }

    private synchronized void remove(LeaseSession session) {
        open.remove(session);
    }

    /** Ends every open session, the last one first, and waits at most so long for the cluster to know. */
    public void close(Duration patience) {
        List<LeaseSession> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(open);
        }
        Collections.reverse(all);
        for (LeaseSession session : all) {
            var unused = session.closeAsync();
        }
        long end = System.nanoTime() + patience.toNanos();
        all.forEach(session -> session.awaitClosed(Math.max(0, end - System.nanoTime())));
    }
}
