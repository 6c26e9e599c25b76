/**
 * The records of a cache in the cluster, and the only room that talks to it: reads, compare-and-set, scans, watches and the
 * leases that collect what has expired. It knows bytes alone; what they mean is the business of codecs and policies.
 *
 * <p>It may use the contracts of {@code api} and nothing of the client but what a client hands out. Blocking calls run on the
 * caller's thread, receivers of changes on the client's executor.
 *
 * <p>Invariants: every write of an entry carries the compare on the cache's incarnation, so that nobody writes into a cache
 * that was destroyed; a change of an entry is one transaction, made against the very record that was looked at; what a write
 * did is known even where its answer was lost, as long as the history says so (the write id in each {@link
 * io.fairlead.jcache.store.Envelope}).
 */
@NullMarked
package io.fairlead.jcache.store;

import org.jspecify.annotations.NullMarked;
