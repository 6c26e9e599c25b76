/**
 * How the HTTP faces call the services: as clients, over a channel that never leaves the JVM.
 *
 * <p>So whatever holds for a gRPC client (limits, authentication, errors) holds for them, and none of it is written twice.
 * May touch gRPC's client side and the pages' requests. Runs on event loops; nothing blocks. Invariant: what identifies a
 * caller is its token alone.
 */
@NullMarked
package io.fairlead.server.rpc.inside;

import org.jspecify.annotations.NullMarked;
