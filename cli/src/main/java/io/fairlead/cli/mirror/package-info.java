/**
 * The command {@code make-mirror}.
 *
 * <p>May touch: what {@code command} may, for two clusters. Loop: the main thread copies; one other tells how far it has come.
 * Invariant: the destination goes through the states of the source in their order. A change that got no answer ends the
 * command: it can be begun again, and copies all anew. Source: etcdctl 3.5.16's make-mirror.
 */
@NullMarked
package io.fairlead.cli.mirror;

import org.jspecify.annotations.NullMarked;
