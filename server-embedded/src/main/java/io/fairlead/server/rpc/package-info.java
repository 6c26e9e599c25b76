/**
 * Reception: etcd's gRPC services and the HTTP pages, on one client port.
 *
 * <p>Decodes, checks, calls the {@link io.fairlead.server.node.Node}, maps its refusals to etcd's statuses and fills the
 * headers. No logic of its own. Requests are handled on event loops (gRPC's direct executor): checking and handing over is
 * all that happens there. What the node promised is answered on an event loop as well, never on a loop of the node.
 *
 * <p>The port tells gRPC (HTTP/2 with prior knowledge) from HTTP/1.1 by the first bytes of a connection. Invariants: every
 * call ends, because every promise of the node does; no connection may stay silent before its first request.
 * Source: etcd's wire as recorded in golden vectors.
 */
@NullMarked
package io.fairlead.server.rpc;

import org.jspecify.annotations.NullMarked;
