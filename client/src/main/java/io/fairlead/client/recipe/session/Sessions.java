package io.fairlead.client.recipe.session;

import io.fairlead.api.concurrency.Session;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.Leases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The open sessions of a client, so that closing it ends them. Safe to share between threads. */
public final class Sessions {
    /** In the order in which they were opened; guarded by this. */
    private final Set<LeaseSession> open = new LinkedHashSet<>();

    /** Guarded by this. */
    private boolean closed;

    /** Opens a session; waits for its lease. */
    public Session open(Leases leases, Duration ttl) {
        return opened(leases.keep(ttl));
    }

    /** As {@link #open}, without waiting; cancelling the future cancels the call, and leaves no lease behind. */
    public CompletableFuture<Session> openAsync(Leases leases, Duration ttl) {
        CompletableFuture<KeptLease> kept = leases.async().keep(ttl);
        CompletableFuture<Session> opening = new CompletableFuture<>();
        CompletionStage<KeptLease> ignored = kept.whenComplete((lease, thrown) -> {
            if (lease == null) {
                opening.completeExceptionally(
                        thrown == null ? new IllegalStateException("a grant without a lease") : thrown);
                return;
            }
            Session session = opened(lease);
            if (!opening.complete(session)) {
                var unused = session.closeAsync();
            }
        });
        CompletionStage<Session> unused = opening.whenComplete((session, thrown) -> {
            if (opening.isCancelled()) {
                kept.cancel(true);
            }
        });
        return opening;
    }

    private Session opened(KeptLease lease) {
        LeaseSession session = new LeaseSession(lease);
        boolean tooLate;
        synchronized (this) {
            tooLate = closed;
            if (!tooLate) {
                open.add(session);
            }
        }
        if (tooLate) {
            // The lease was released with all others, or will be in a moment.
            lease.close();
        }
        var unused = lease.ended().thenRun(() -> {
            synchronized (this) {
                open.remove(session);
            }
        });
        return session;
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
