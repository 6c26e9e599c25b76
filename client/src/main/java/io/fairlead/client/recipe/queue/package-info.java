/**
 * Queues of work: items in order, claimed under a session's lease, removed when acknowledged.
 *
 * <p>May touch the contracts of {@code api} and {@code recipe.basis}. Runs on the caller's thread. Layout under the name:
 *
 * <ul>
 *   <li>{@code tail}: its version counts the offers, and so numbers the next item; its value names the last offer.
 *   <li>{@code items/<priority>/<number>}: an item; the order of the keys is the order of service.
 *   <li>{@code claims/<priority>/<number>}: a claim, under the claimer's lease.
 *   <li>{@code deliveries/<priority>/<number>}: how often the item was claimed.
 * </ul>
 *
 * <p>Invariants: a claim exists only with its item, and one at a time; an item goes only together with the claim of whoever
 * acknowledges it; no transaction of a claim can be carried out a second time, because the first changed the count of
 * deliveries. Source: ADR 23.
 */
@NullMarked
package io.fairlead.client.recipe.queue;

import org.jspecify.annotations.NullMarked;
