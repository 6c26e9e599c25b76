/**
 * Raft snapshots as etcd keeps them: one {@code .snap} file each, which says at which entry, with which configuration and
 * which members; the keys themselves are in the backend.
 *
 * <p>May touch {@code storage.disk}. Used before the loops start, and then by the node's snapshot coordinator alone. A file
 * is {@code TTTTTTTTTTTTTTTT-IIIIIIIIIIIIIIII.snap} (term, then index, 16 hexadecimal digits each) and holds a {@code
 * snappb.snapshot}: a CRC-32C and the {@code raftpb.Snapshot} it covers, whose data is the JSON of etcd's old store with the
 * members in it, because etcd 3.5 reads them there.
 *
 * <p>Invariants: a file is written whole under another name, forced, renamed, and its directory forced, before anybody is
 * told of it, so a crash leaves it out or whole; a file that can't be read is set aside as {@code .broken} and the next older
 * one is used; a file the log does not know to be committed is never used. Source: etcd's snap package as its files show.
 */
@NullMarked
package io.fairlead.server.storage.snapshot;

import org.jspecify.annotations.NullMarked;
