/**
 * The commands that hold something for as long as they run: {@code lock} and {@code elect}.
 *
 * <p>May touch: what {@code command} may, the recipes of the client library, and a program it is told to run. Loop: the main
 * thread; what others do is told on the client's. Invariant: what was held is given back before the command ends, however it
 * ends but by being killed. Source: etcdctl 3.5.16's texts and exit codes; ADR 22.
 */
@NullMarked
package io.fairlead.cli.session;

import org.jspecify.annotations.NullMarked;
