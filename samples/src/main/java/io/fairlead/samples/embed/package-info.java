/**
 * A member inside your own process: three of them in one JVM, a client beside them, and one member lost on the way.
 *
 * <p>May touch: {@code io.fairlead.server.embed}, the client. Loop: the main thread. Invariant: it ends by itself and leaves
 * nothing behind.
 */
@NullMarked
package io.fairlead.samples.embed;

import org.jspecify.annotations.NullMarked;
