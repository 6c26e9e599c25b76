/**
 * Locks over a line.
 *
 * <p>May touch the contracts of {@code api} and {@code recipe.line}. No state of its own; runs on the caller's thread and the
 * client's executor. Source: {@code api.concurrency}; ADR 22.
 */
@NullMarked
package io.fairlead.client.recipe.lock;

import org.jspecify.annotations.NullMarked;
