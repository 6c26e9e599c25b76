/**
 * Which right each request needs: one table for all calls of the wire, one for the commands of the log, and the check itself.
 *
 * <p>A request's {@link io.fairlead.server.access.Right} says what its caller must hold as a list of {@link
 * io.fairlead.server.access.Need}s, and {@link io.fairlead.server.access.Access} compares them with users and roles. Both the
 * edge and the apply loop ask here, so they cannot differ. May touch: auth (views alone), command, the span of keys of mvcc, the
 * generated wire. Pure; any thread.
 *
 * <p>Invariants: a method without a row is refused; the check walks a whole request, nested transactions, both branches and
 * every compare included; ranges are understood by the one {@link io.fairlead.server.mvcc.KeySpan} that the keyspace itself
 * reads by. Source: recorded behaviour of etcd, and its later advisories.
 */
@NullMarked
package io.fairlead.server.access;

import org.jspecify.annotations.NullMarked;
