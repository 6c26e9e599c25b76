/**
 * A semaphore: a line of which as many are let in from its head as there are permits.
 *
 * <p>May touch the contracts of {@code api} and {@code recipe.line}. No state of its own. Each key says how many permits it
 * wants and how many there are, as {@code 1/5}. Source: {@code api.concurrency}; ADR 22.
 */
@NullMarked
package io.fairlead.client.recipe.semaphore;

import org.jspecify.annotations.NullMarked;
