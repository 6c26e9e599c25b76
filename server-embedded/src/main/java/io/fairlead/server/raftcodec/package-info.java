/**
 * What Raft keeps and says, turned into etcd's bytes and back: entries, hard states, conf changes, conf states, snapshots.
 *
 * <p>Used by the log, the snapshot files, the peers' transport, and whoever makes or reads a conf change. Pure and free of
 * state; any thread. Invariant: what we write is byte for byte what etcd 3.5 writes for the same values, zero fields
 * included; what we read may leave zero fields out. A field or kind we do not know is refused, never skipped, because it was
 * written by somebody who means something by it. Source: {@code raftpb}.
 */
@NullMarked
package io.fairlead.server.raftcodec;

import org.jspecify.annotations.NullMarked;
