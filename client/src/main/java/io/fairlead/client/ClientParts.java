package io.fairlead.client;

import io.fairlead.client.call.CallsUnderWay;
import io.fairlead.client.call.Upkeep;
import io.fairlead.client.endpoint.Endpoints;
import io.fairlead.client.lease.KeepAlives;
import io.fairlead.client.recipe.line.OpenPlaces;
import io.fairlead.client.recipe.session.Sessions;
import io.fairlead.client.watch.WatchMux;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * What a client and its views share, and the order in which it is closed: first what still needs the cluster, last the threads.
 *
 * @param closed true from when closing has begun
 */
record ClientParts(
        Surroundings surroundings,
        Endpoints endpoints,
        CallsUnderWay underWay,
        Upkeep upkeep,
        KeepAlives keepAlives,
        WatchMux mux,
        LongSupplier leaseIds,
        Sessions sessions,
        OpenPlaces places,
        AtomicBoolean closed)
        implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ClientParts.class.getName());

    /** How long closing waits for the cluster to take the revocation of open sessions; nothing else makes it wait. */
    private static final Duration SESSIONS_PATIENCE = Duration.ofSeconds(1);

    private static final long LANE_SECONDS = 1;

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        places.close();
        sessions.close(SESSIONS_PATIENCE);
        releaseLeases();
        underWay.refuseMore();
        mux.close();
        endpoints.close();
        underWay.endAll();
        surroundings.close();
    }

    /** Before the connections go, so that no lease tells of trouble that is only our leaving. */
    private void releaseLeases() {
        try {
            keepAlives.close().get(LANE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The threads end all the same; the leases then tell of lost connections instead.
            LOG.log(System.Logger.Level.WARNING, "the keep-alives do not end", e);
        }
    }
}
