/**
 * Optimistic transactions: a body reads and writes a view of the store, and what it did is committed as one guarded transaction
 * or run again.
 *
 * <p>May touch the contracts of {@code api} and {@code recipe.basis}. Runs on the caller's thread. Invariants: nothing is sent
 * before the body has returned; a commit is sent once, and one whose outcome is unknown is told as that; at the serializable
 * levels a body sees one revision alone. Source: the STM of etcd's own client.
 */
@NullMarked
package io.fairlead.client.recipe.stm;

import org.jspecify.annotations.NullMarked;
