/**
 * {@code fairlead server}: one member as a process, started with etcd's flags and variables.
 *
 * <p>May touch: the process (its end, its signals), the log, {@link io.fairlead.server.embed}. Loop: the main thread, and
 * the JVM's shutdown thread. Invariants: a flag is either given to the member, or ignored with a warning, or refused; no
 * flag that protects something is ignored. Source: etcd 3.5's flags, defaults and complaints (ADR 0010).
 */
@NullMarked
package io.fairlead.cli.server;

import org.jspecify.annotations.NullMarked;
