/**
 * Leases twice over: the replicated facts (who holds what), and the leader's own deadlines (when they end).
 *
 * <p>{@link io.fairlead.server.lease.LeaseStore} belongs to the apply loop and is the same on every member; {@link
 * io.fairlead.server.lease.Lessor} belongs to the duty loop, lives while its member leads and knows time only as it is told.
 * The room touches the backend's bucket {@code lease}, whose entries are etcd's: eight bytes of id, big end first, to {@code
 * leasepb.Lease}. Which key hangs on which lease stands in the keys' own records and is restored from there; this room knows
 * keys by name only, never the keyspace. Invariants: a key hangs on one lease at most; a deadline is never earlier than what was
 * last promised to a client, by whichever leader; a lease that ran out is never renewed. Source: etcd's leases; ADR 13.
 */
@NullMarked
package io.fairlead.server.lease;

import org.jspecify.annotations.NullMarked;
