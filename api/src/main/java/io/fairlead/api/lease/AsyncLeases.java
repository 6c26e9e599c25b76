package io.fairlead.api.lease;

import io.fairlead.api.Header;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Leases without waiting: as {@link Leases}, but each call gives a future that fails with what the blocking call would throw.
 * Cancelling a future cancels the call; a lease that was granted nevertheless, with an id of the client's choice, is revoked.
 * Arguments that are wrong are thrown at once.
 */
public interface AsyncLeases {
    /** As {@link Leases#grant(Duration)}. */
    CompletableFuture<Lease> grant(Duration ttl);

    /** As {@link Leases#grant(long, Duration)}. */
    CompletableFuture<Lease> grant(long id, Duration ttl);

    /** As {@link Leases#revoke}. */
    CompletableFuture<Header> revoke(long id);

    /** As {@link Leases#keepAliveOnce}. */
    CompletableFuture<Lease> keepAliveOnce(long id);

    /** As {@link Leases#keep}. */
    CompletableFuture<KeptLease> keep(Duration ttl);

    /** As {@link Leases#keepAlive}. */
    CompletableFuture<KeptLease> keepAlive(long id);

    /** As {@link Leases#timeToLive}. */
    CompletableFuture<LeaseInfo> timeToLive(long id, boolean withKeys);

    /** As {@link Leases#list}. */
    CompletableFuture<List<Long>> list();
}
