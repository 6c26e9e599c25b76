/** The server: Raft, its log, the store and the services, embeddable in any JVM. */
@NullMarked
package io.fairlead.server;

import org.jspecify.annotations.NullMarked;
