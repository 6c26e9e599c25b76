/**
 * Elections over a line: the head of the line leads, and the value of its key is what it proclaims.
 *
 * <p>May touch the contracts of {@code api} and {@code recipe.line}. An observation is driven by its watch, whose lane is its
 * own; {@link io.fairlead.client.recipe.election.LeaderTrack} decides what is told, without threads. Invariant: every state of
 * a revision in which the leader or its proposal changed is told once, in order. Source: {@code api.concurrency}; ADR 22.
 */
@NullMarked
package io.fairlead.client.recipe.election;

import org.jspecify.annotations.NullMarked;
