/**
 * Keys with history: which revision did what to which key, reads at any revision that was not compacted away, compaction,
 * and the hash by which members compare their state.
 *
 * <p>May touch: storage.backend. The apply loop alone writes ({@link io.fairlead.server.mvcc.WriteTxn}, {@link
 * io.fairlead.server.mvcc.Compactor}) and publishes once a batch is sealed; everybody reads what was published, without a
 * lock.
 *
 * <p>Invariants: a revision is visible only when its batch is sealed; a main revision is used by one transaction; records are
 * given up only below a compacted revision that was published before. How readers and the writer meet is decided in ADR 0006.
 *
 * <p>Source: etcd's store of revisions as its files and its answers show it.
 */
@NullMarked
package io.fairlead.server.mvcc;

import org.jspecify.annotations.NullMarked;
