/**
 * The commands {@code auth}, {@code user} and {@code role}.
 *
 * <p>May touch: what {@code command} may, and the terminal, for passwords. Loop: the main thread. Invariant: a password is
 * shown nowhere. Source: etcdctl 3.5.16's texts and exit codes.
 */
@NullMarked
package io.fairlead.cli.auth;

import org.jspecify.annotations.NullMarked;
