/**
 * How a command reaches the members: one channel for each endpoint, one call with its deadline, and the health page.
 *
 * <p>May touch: the network, through gRPC's stubs of the wire and one plain HTTP request. It speaks the generated
 * messages rather than the client's values, because what a command prints is the wire's answer, field by field (ADR
 * 0010). Loop: the caller's thread; it blocks, always with a deadline. Invariant: a change of state is sent at most
 * once. Source: etcdctl 3.5, and its client's rules of what may be sent again.
 */
@NullMarked
package io.fairlead.cli.wire;

import org.jspecify.annotations.NullMarked;
