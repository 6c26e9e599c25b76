/**
 * How one entry is changed: what is to become of it, what a system outside is told of that and when, and the commit. Puts, loads,
 * processors and accesses all go this way.
 *
 * <p>May use {@code store}, {@code near}, {@code expiry} and {@code codec}. Everything runs on the caller's thread.
 *
 * <p>Invariants: a change is planned on the very record that it then replaces. The system outside is told before the commit, at
 * most once for one change, and only by whoever holds the lock of the key; a commit after that carries the lock's guard. After a
 * commit, reads of this process are not older, and its synchronous listeners have returned.
 */
@NullMarked
package io.fairlead.jcache.change;

import org.jspecify.annotations.NullMarked;
