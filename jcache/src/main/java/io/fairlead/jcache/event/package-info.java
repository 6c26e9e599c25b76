/**
 * Listeners: what the cluster's history says of a cache, told to the listeners of JSR 107 that this process has registered.
 *
 * <p>May use {@code store} and {@code codec}, {@code javax.cache}, and the contracts of {@code api}. Each registration has a
 * watch of its own: it runs on the client's executor, one revision at a time, may block there, and holds up nobody but itself.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A registration hears of each change behind the revision it began at once, in the order of revisions, whoever made the
 *   change, over reconnects and failovers; what it can't hear because the history is gone, it is told as a gap.
 *   <li>A listener is called by one thread at a time, and no longer once its registration is closed.
 *   <li>Only a writer of this process waits, for the synchronous listeners of this process; nobody waits inside a listener.
 *   <li>A durable cursor never runs ahead of its listener.
 * </ul>
 *
 * <p>Source: JSR 107 1.1.1, {@code javax.cache.event}; ADR 0028.
 */
@NullMarked
package io.fairlead.jcache.event;

import org.jspecify.annotations.NullMarked;
