/**
 * Standing in line at a key prefix, which is what locks, semaphores and elections are made of: everybody puts a key that hangs
 * on its session, and the create revisions tell who came first.
 *
 * <p>May touch the contracts of {@code api}, and {@code client.call} for its lane; no wire. {@link
 * io.fairlead.client.recipe.line.Place} decides, without threads or clocks; {@link io.fairlead.client.recipe.line.Contender}
 * carries out what it says, on a lane of its own over the client's executor. What users are told, they are told on the executor
 * outside that lane, so that they may block.
 *
 * <p>Invariants: whoever has entered had the oldest key in the line, proved by one read of the own key and of those before it,
 * at one revision; a key that was perhaps written is deleted, or goes with its session; a key is not used for a second place
 * while a write of the first may still be on its way.
 *
 * <p>Source: etcd's concurrency package for the layout of keys; ADR 22.
 */
@NullMarked
package io.fairlead.client.recipe.line;

import org.jspecify.annotations.NullMarked;
