/**
 * The front door: build, start and stop a member in this JVM. The only room that users of the embedded server import.
 *
 * <p>{@link io.fairlead.server.embed.ServerConfig} says what is wanted; {@link io.fairlead.server.embed.FairleadServer} does
 * it; {@link io.fairlead.server.embed.NodeAssembly} is the one place where a member is put together, for production and for
 * the simulator alike. May touch every room. Runs on the caller's threads; nothing here is called by a loop.
 */
@NullMarked
package io.fairlead.server.embed;

import org.jspecify.annotations.NullMarked;
