/**
 * Leases over gRPC: grants, revocations and questions as calls, and all keep-alives of a client on one stream.
 *
 * <p>May touch {@code api} and {@code client.call} with the endpoints below it. {@link io.fairlead.client.lease.KeepAlives}
 * owns the stream on a lane of the client's own threads, so that code of the user never holds up a keep-alive; receivers of
 * changes run on the client's executor. {@link io.fairlead.client.lease.LeaseClock}, {@link io.fairlead.client.lease.Renewal}
 * and {@link io.fairlead.client.lease.StreamPacing} are pure: time and chance are handed to them. Invariants: a lease that was
 * counted as lost never counts as alive again; the time a lease may be relied on ends before the server may end it; whatever
 * was sent and not answered when a stream ended is sent again on the next one; one stream, and one attempt to open one, at a
 * time. Source: the Lease service of etcd v3, ADR 21.
 */
@NullMarked
package io.fairlead.client.lease;

import org.jspecify.annotations.NullMarked;
