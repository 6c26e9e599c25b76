/**
 * Latches: they open when they were counted down often enough.
 *
 * <p>May touch the contracts of {@code api} and {@code recipe.basis}. Runs on the caller's thread. Invariant: a count is a key,
 * written again to no effect, so that nothing is counted twice. Source: ADR 23.
 */
@NullMarked
package io.fairlead.client.recipe.latch;

import org.jspecify.annotations.NullMarked;
