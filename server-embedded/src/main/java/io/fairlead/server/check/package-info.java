/**
 * Always-on, cheap invariants.
 *
 * <p>A broken invariant is our mistake, never a caller's: the member that finds one stops at once, because a member that
 * is absent is better than one that is wrong. Touches nothing; called from every loop. Dear checks belong to tests and
 * the simulator, behind {@link io.fairlead.server.check.Scrutiny}.
 */
@NullMarked
package io.fairlead.server.check;

import org.jspecify.annotations.NullMarked;
