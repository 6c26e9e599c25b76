/**
 * The {@code lease} commands.
 *
 * <p>May touch: what {@code command} may. Loop: the main thread. Invariant: a lease that is gone ends {@code keep-alive}.
 * Source: etcdctl 3.5.16's texts and exit codes.
 */
@NullMarked
package io.fairlead.cli.lease;

import org.jspecify.annotations.NullMarked;
