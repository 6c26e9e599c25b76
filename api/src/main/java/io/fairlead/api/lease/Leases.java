package io.fairlead.api.lease;

import io.fairlead.api.Header;
import java.time.Duration;
import java.util.List;

/**
 * Leases: a key that hangs on one goes when the lease ends.
 *
 * <p>Ids are chosen by the client, so that a grant whose answer was lost is repeated without leaving an orphan behind. Grants,
 * keep-alives and revocations may all be repeated, and the client does so within the deadline.
 *
 * <p>Safe to share between threads.
 */
public interface Leases {
    /** Grants a lease with an id of the client's choice. The time is rounded up to whole seconds. */
    Lease grant(Duration ttl);

    /**
     * Grants a lease with this id; fails with LEASE_EXISTS where somebody else has it.
     *
     * @param id not 0
     */
    Lease grant(long id, Duration ttl);

    /** Ends a lease and deletes its keys; fails with LEASE_NOT_FOUND where there is none. */
    Header revoke(long id);

    /** Renews a lease once; fails with LEASE_NOT_FOUND if it has expired. */
    Lease keepAliveOnce(long id);

    /** Grants a lease and keeps it alive until it is closed, revoked or lost. */
    KeptLease keep(Duration ttl);

    /** Keeps a lease alive that was granted before, here or elsewhere; fails with LEASE_NOT_FOUND where there is none. */
    KeptLease keepAlive(long id);

    /** What the leader knows of a lease; fails with LEASE_NOT_FOUND where there is none. */
    LeaseInfo timeToLive(long id, boolean withKeys);

    /** The ids of all leases. */
    List<Long> list();

    /** The same contract without waiting. */
    AsyncLeases async();
}
