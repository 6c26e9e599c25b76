/**
 * The JSON gateway: etcd's services as {@code POST /v3/...} with protobuf's JSON.
 *
 * <p>It is a client of the very services that gRPC serves, over a channel inside the JVM: limits, authentication and errors
 * are the same on both faces because there is only one. Nothing but the token travels from a request to the call, so a
 * client certificate means nobody here. May touch HTTP's pages, gRPC's client side and the wire. Runs on event loops.
 * Invariants: a message is read strictly (depth, size, types) before it is sent; a stream holds one message in each direction
 * at most. Source: the answers of etcd 3.5 recorded with curl; protobuf's JSON mapping; ADR 0016.
 */
@NullMarked
package io.fairlead.server.rpc.gateway;

import org.jspecify.annotations.NullMarked;
