/**
 * What the member's ports stand on: the event loops that move bytes, shared by all members of a JVM, the addresses members
 * listen on, and the servers that listen there.
 *
 * <p>Touches sockets and their threads, and nothing else of the house. The event loops are the only threads on which gRPC and HTTP
 * code runs; nothing that blocks may run there. Invariant: the loops live exactly as long as somebody holds them.
 */
@NullMarked
package io.fairlead.server.port;

import org.jspecify.annotations.NullMarked;
