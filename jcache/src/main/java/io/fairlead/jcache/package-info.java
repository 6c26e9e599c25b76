/**
 * JSR 107 caches kept in the cluster: the front room. A manager holds one connection to a cluster and what its caches share; a
 * cache checks what it is given, asks the other rooms, and puts failures into the words of JSR 107. Everything else is the
 * business of the rooms behind it, of which this one may use all but {@code spi}, which it is handed out by.
 *
 * <p>Operations run on the caller's thread, and wait there for the cluster; what nobody waits for runs on the threads of the
 * manager, which only this room starts.
 *
 * <p>Invariants: what is closed here never comes back, and lets nobody in; closing gives up everything that was opened, whatever
 * fails on the way; a failure says whether the change that was asked for may have happened, and is repeated by nobody but the
 * caller.
 */
@NullMarked
package io.fairlead.jcache;

import org.jspecify.annotations.NullMarked;
