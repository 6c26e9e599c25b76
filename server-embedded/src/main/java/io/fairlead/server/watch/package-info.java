/**
 * Watches: who wants to hear of which keys, and getting each change to each of them once, in order, whole revisions at a time.
 *
 * <p>{@link io.fairlead.server.watch.WatchLoop} owns every watcher. The apply loop puts what it published into the {@link
 * io.fairlead.server.watch.EventFeed} and never waits; reception opens a {@link io.fairlead.server.watch.WatchStream} with a
 * {@link io.fairlead.server.watch.WatchOutlet} of its own and posts requests to it. May touch: the history of mvcc, the
 * generated messages of an event. Nobody else's loop runs here.
 *
 * <p>A watcher is <i>synced</i> (it has been given all that the loop has seen), <i>lagging</i> (it is fed from history, in bounded
 * pieces, until it is synced) or <i>blocked</i> (lagging, and its outlet is full: it holds a revision, not events). Invariants:
 *
 * <ul>
 *   <li>All watchers that are synced share one position, {@code delivered}; every other watcher has a position of its own, not
 *       above it. A position moves only past what was handed to the outlet or does not concern the watcher.
 *   <li>The events of one revision for one watcher are in one reply.
 *   <li>A change is looked up once for all synced watchers and encoded once; watchers it does not concern cost nothing.
 *   <li>An outlet holds its credit in bytes and one reply above it at most, requests' own answers aside.
 *   <li>A watcher whose position falls below the compacted revision is cancelled, never moved on.
 *   <li>A watcher whose caller lost the right to it is told of nothing that was written afterwards, however late the loop is.
 * </ul>
 *
 * <p>Source: etcd's guarantees for watches and its recorded behaviour; ADR 0012.
 */
@NullMarked
package io.fairlead.server.watch;

import org.jspecify.annotations.NullMarked;
