/**
 * A read-write lock: two locks whose rules look at one line.
 *
 * <p>May touch the contracts of {@code api}, {@code recipe.line} and {@code recipe.lock}. No state of its own. Source: {@code
 * api.concurrency}; ADR 22.
 */
@NullMarked
package io.fairlead.client.recipe.rwlock;

import org.jspecify.annotations.NullMarked;
