/**
 * etcd's lock and election services: whoever waits stands in a line of keys.
 *
 * <p>A name's contenders each hold a key {@code name/<lease in hexadecimal>}; the one with the lowest create revision holds the
 * lock or leads, each other one waits for the deletion of the newest key before its own. Everything is proposed, read and watched
 * through {@code node}, as any client could do; the room keeps no state between calls. Each call runs on one executor given by
 * reception, which runs one thing at a time: no locks, no waiting threads. Invariants: a call that is given up takes its place in
 * the line away; a lock is not reported as held when the lease that held its place is gone. Source: etcd's {@code concurrency}
 * package as its clients see it; the recorded scenarios.
 */
@NullMarked
package io.fairlead.server.coordination;

import org.jspecify.annotations.NullMarked;
