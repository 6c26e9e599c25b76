/**
 * The two-way door between our applied state and etcd's: the state as one database file in etcd's schema, and such a file back
 * into a backend.
 *
 * <p>May touch: files it is handed, to read. Runs on the threads of its callers, which may block; no loop. Buckets of the
 * backend hold etcd's own bytes and are copied; revision records become {@code mvccpb.KeyValue}s and the other way round, and
 * the mark of the state becomes three entries of bucket {@code meta}.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>An image is the state at one mark, byte for byte the same each time it is made from one view.
 *   <li>What is taken in is checked against what etcd would have written; a file that is not etcd's is refused, with its name and
 *       place. Nothing is kept in memory but a batch.
 *   <li>What a restored cluster must not inherit is left out: marks of the old log, members, the cluster version.
 * </ul>
 *
 * <p>Source: etcd 3.5's and 3.6's files and tools; ADR 15.
 */
@NullMarked
package io.fairlead.server.database;

import org.jspecify.annotations.NullMarked;
