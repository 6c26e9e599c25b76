/**
 * The command {@code watch}, on one line or typed one after the other.
 *
 * <p>May touch: what {@code command} may, and a program it is told to run. Loop: the main thread; with {@code -i} a thread for
 * each watch. Invariant: nothing that happened is left out while a connection is replaced, unless it was compacted, which is
 * said. Source: etcdctl 3.5.16's texts and exit codes.
 */
@NullMarked
package io.fairlead.cli.watch;

import org.jspecify.annotations.NullMarked;
