/**
 * The {@code check} commands: is the cluster fast enough, and how much memory does it take.
 *
 * <p>May touch: what {@code command} may. Loop: a thread for each client of the load; the main thread waits and shows how far
 * it has come. Invariant: the keys a check writes are removed in the end, and none that were there before are touched.
 * Source: etcdctl 3.5.16's loads, bounds and texts.
 */
@NullMarked
package io.fairlead.cli.check;

import org.jspecify.annotations.NullMarked;
