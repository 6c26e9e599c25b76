/**
 * One member: takes proposals and reads in, drives the raft core, and sends each {@code Ready} to its three doors (send,
 * persist, apply).
 *
 * <p>May touch: the raft rooms, storage, failpoint, apply, transport, command, membership. {@link
 * io.fairlead.server.node.Node} is what reception sees of it; its methods may be called from any thread, never block, and answer
 * through futures. The raft loop alone owns the core and the pending proposals. Invariant: no promise is answered before its
 * entry is applied here.
 */
@NullMarked
package io.fairlead.server.node;

import org.jspecify.annotations.NullMarked;
