/**
 * Mirrors: a range of keys in memory, level with the store, with a proved bound on how old it is.
 *
 * <p>May touch the contracts of {@code api} and {@code recipe.line} for its tools. Loaded by a scan, followed by a watch from
 * the revision behind it; driven by whichever of the two is under way, never both, on the client's executor.
 * {@link io.fairlead.client.recipe.mirror.KeyTree} and {@link io.fairlead.client.recipe.mirror.Freshness} are pure. Invariants:
 * a view is one revision, whole; the bound never says less than the truth. Source: ADR 23.
 */
@NullMarked
package io.fairlead.client.recipe.mirror;

import org.jspecify.annotations.NullMarked;
