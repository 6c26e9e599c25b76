/**
 * The front door of the client: {@link io.fairlead.client.FairleadClient} builds the rooms below it, lends out the contracts of
 * {@code api}, and closes what it opened.
 *
 * <p>May touch every room of the client, gRPC and the shaded Netty; starts all threads of the client and no others. Every
 * thread's name begins with {@code fairlead-client}. No type of gRPC, Netty or protobuf stands in a public signature.
 */
@NullMarked
package io.fairlead.client;

import org.jspecify.annotations.NullMarked;
