/**
 * Sessions: the life of a process as a lease that is kept alive and, at the end, revoked.
 *
 * <p>May touch the contracts of {@code api} alone. Runs on the caller's thread; receivers run where the lease runs them.
 * Invariants: an ended session does not come back; closing asks for the end of the lease and never fails; what cannot be
 * revoked now is asked for again until its time is up. Source: the sessions of etcd's own client, ADR 21.
 */
@NullMarked
package io.fairlead.client.recipe.session;

import org.jspecify.annotations.NullMarked;
