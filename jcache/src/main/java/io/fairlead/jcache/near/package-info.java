/**
 * How reads are answered: by the cluster, or by a copy in this process that one watch feeds and that says how fresh it is. May
 * use {@code store}. The copy is fed on the client's executor; reads run on the caller's thread.
 *
 * <p>Invariants: a copy that cannot prove what its mode promises is not read. What a read returns was the entry's state at some
 * revision that is not below any this process has written or read before through the same cache.
 */
@NullMarked
package io.fairlead.jcache.near;

import org.jspecify.annotations.NullMarked;
