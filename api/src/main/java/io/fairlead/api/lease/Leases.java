package io.fairlead.api.lease;

import io.fairlead.api.Header;
import java.time.Duration;
import java.util.List;

/**
 * Leases: a key that hangs on one goes when the lease ends.
 *
 * <p>What a lost answer means, and what the client does about it:
 *
 * <table>
 * <caption>Repetition of the calls</caption>
 * <tr><th>call<th>repeated within the deadline<th>after a failure with outcome UNKNOWN
 * <tr><td>grant, keep<td>yes: the id is the client's, so the second request finds the lease of the first
 *     <td>ask again; what may have been granted is revoked, or ends with its time
 * <tr><td>grant with an id<td>yes<td>read {@link #timeToLive}: the lease may be there, made by this call or by somebody else
 * <tr><td>revoke<td>yes: a lease that is gone is what was asked for<td>ask again
 * <tr><td>keep-alives<td>yes, on whichever stream is open<td>ask again
 * <tr><td>timeToLive, list<td>yes, they change nothing<td>never unknown
 * </table>
 *
 * <p>Every call fails with a {@link io.fairlead.api.FairleadException} at the latest when the deadline is over.
 *
 * <p>Safe to share between threads.
 */
public interface Leases {
    /**
     * Grants a lease with an id of the client's choice.
     *
     * @param ttl positive; rounded up to whole seconds. A server grants more where it deems that too short, and refuses what is
     *     more than nine billion seconds with LEASE_TTL_TOO_LARGE
     */
    Lease grant(Duration ttl);

    /**
     * Grants a lease with this id. Fails with LEASE_EXISTS where there is one: with outcome NOT_APPLIED if it is certainly not
     * this call that made it, with UNKNOWN if an earlier try of this call, whose answer was lost, may have done so.
     *
     * @param id not 0
     * @param ttl as for {@link #grant(Duration)}
     */
    Lease grant(long id, Duration ttl);

    /**
     * Ends a lease and deletes its keys, in one revision; fails with LEASE_NOT_FOUND where there is none. If this client keeps
     * it alive, it stops to at once.
     */
    Header revoke(long id);

    /** Renews a lease once, on the stream that all keep-alives share; fails with LEASE_NOT_FOUND if it has expired. */
    Lease keepAliveOnce(long id);

    /** Grants a lease as {@link #grant(Duration)} does, and keeps it alive until it is closed, revoked or lost. */
    KeptLease keep(Duration ttl);

    /**
     * Keeps a lease alive that was granted before, here or elsewhere; fails with LEASE_NOT_FOUND where there is none. Returns
     * when the first keep-alive was answered. What several callers get for one lease can be closed one by one.
     */
    KeptLease keepAlive(long id);

    /**
     * What the leader knows of a lease; fails with LEASE_NOT_FOUND where there is none. For people and tools: the time that is
     * left is the leader's, and a new leader starts from a longer one. {@link KeptLease#validFor()} is what a process may rely
     * on.
     */
    LeaseInfo timeToLive(long id, boolean withKeys);

    /** The ids of all leases, as one member knows them. */
    List<Long> list();

    /** The same contract without waiting. */
    AsyncLeases async();
}
