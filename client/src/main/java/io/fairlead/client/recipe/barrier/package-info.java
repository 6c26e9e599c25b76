/**
 * Barriers: one that holds up whoever awaits it, and one at which parties meet before and after.
 *
 * <p>May touch the contracts of {@code api} and {@code recipe.basis}. Runs on the caller's thread. Invariant: every write is
 * guarded by the revision of a key that stays, so that one which is carried out late changes nothing. Source: the barriers of
 * etcd's own client; ADR 23.
 */
@NullMarked
package io.fairlead.client.recipe.barrier;

import org.jspecify.annotations.NullMarked;
