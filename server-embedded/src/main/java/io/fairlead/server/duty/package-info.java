/**
 * What a leader does by the clock: leases that run out, checkpoints of what they have left, compactions, comparisons of the members.
 *
 * <p>The duty loop runs everything here. It hears from the raft loop when this member begins or ceases to lead, reads published
 * state, and offers commands to the log under the term in which it leads: such a command is never passed on to another leader, so
 * what a deposed leader decided dies with its term. The room touches the state rooms it looks at, {@code command} and {@code
 * exec}; how commands get to the log is handed to it, so it stays below {@code node}, which starts the loop. Invariants: a duty
 * acts only while its member leads; what is under way at the same time is bounded; what fails is tried again later. Source: the
 * plan's walk "one lease expiry"; etcd 15247 (leases revoked by a leader that was none any more).
 */
@NullMarked
package io.fairlead.server.duty;

import org.jspecify.annotations.NullMarked;
