/**
 * What may stand in a log entry, and its encoding.
 *
 * <p>An entry's data is one {@code etcdserverpb.InternalRaftRequest}, as in etcd, so etcd's tools read our log. A command is
 * encoded once, at the edge; the same bytes go to the log, the peers and the applier. Pure; used on gRPC threads (encode) and
 * the apply loop (decode).
 */
@NullMarked
package io.fairlead.server.command;

import org.jspecify.annotations.NullMarked;
