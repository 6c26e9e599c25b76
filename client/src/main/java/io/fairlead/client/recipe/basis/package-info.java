/**
 * What several recipes stand on: giving way after a lost race, transactions that may be sent again, finding out what became of
 * one, and waiting for a range of keys to be as wanted.
 *
 * <p>May touch the contracts of {@code api} alone; other recipes depend on it, it on none. Runs on the caller's thread.
 * Invariants: what is in doubt is never told as done or not done; every retry has a limit. Source: ADR 23.
 */
@NullMarked
package io.fairlead.client.recipe.basis;

import org.jspecify.annotations.NullMarked;
