/**
 * What the member's ports stand on: the event loops that move bytes, shared by all members of a JVM, and the addresses
 * members listen on.
 *
 * <p>Touches sockets' threads and nothing else of the house. The event loops are the only threads on which gRPC and HTTP
 * code runs; nothing that blocks may run there. Invariant: the loops live exactly as long as somebody holds them.
 */
@NullMarked
package io.fairlead.server.port;

import org.jspecify.annotations.NullMarked;
