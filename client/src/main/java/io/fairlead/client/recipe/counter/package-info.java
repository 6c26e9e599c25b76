/**
 * Numbers that are changed atomically and exactly once per update.
 *
 * <p>May touch the contracts of {@code api} and {@code recipe.basis}. Runs on the caller's thread. Invariant: of one update the
 * store takes one, because all that is sent for it is guarded by the revision of the number it was worked out from, and each
 * update names itself beside the number. Source: ADR 23.
 */
@NullMarked
package io.fairlead.client.recipe.counter;

import org.jspecify.annotations.NullMarked;
