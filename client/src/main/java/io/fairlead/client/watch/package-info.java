/**
 * Watches: many of them over few streams, each with its position in history, so that whatever ends a stream costs nobody an
 * event.
 *
 * <p>{@link io.fairlead.client.watch.WatchMux} owns all watches of a client, on one lane; a {@code WatchLine} is a stream and
 * what comes after it; a {@code WatchPosition} holds the rules. An {@code Inbox} is where the lane and the receiver of one
 * watch meet: a {@code Courier} carries from there on the client's executor, a {@code PullInbox} is asked. May touch {@code
 * api}, {@code client.call} and {@code client.endpoint}, gRPC's status and the timer; reads keys through the contract alone.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A receiver gets each revision that concerns its watch once, whole, in order, from the start revision on.
 *   <li>A position never falls below what was put into the inbox, and never rises above what was received.
 *   <li>A line has one stream or one pause before the next, never two.
 *   <li>An inbox holds no more events than its capacity, a single batch and a resync aside; a full one stops its own watch
 *   alone.
 *   <li>No receiver, listener or completion of a caller's future runs on the lane.
 * </ul>
 *
 * <p>Source: etcd's Watch service, the position rules in the notes on the neighbours' clients, Reactive Streams; ADR 0020.
 */
@NullMarked
package io.fairlead.client.watch;

import org.jspecify.annotations.NullMarked;
