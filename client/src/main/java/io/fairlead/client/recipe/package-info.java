/**
 * The assembly of the recipes: {@link io.fairlead.client.recipe.ClientRecipes} hands each recipe the contracts it is written
 * against.
 *
 * <p>May touch {@code api} and every room below {@code client.recipe}, and no other room of the client. Runs on the caller's
 * thread; no state of its own. Invariant: a recipe knows contracts only, so it works over any client that fulfils them. Source:
 * ADR 21.
 */
@NullMarked
package io.fairlead.client.recipe;

import org.jspecify.annotations.NullMarked;
