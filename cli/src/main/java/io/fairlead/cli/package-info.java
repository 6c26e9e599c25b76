/**
 * The entry of {@code fairlead}: finds the command, reads its flags, runs it, and says how it ended.
 *
 * <p>May touch: the process's streams and its end. Loop: the main thread. Invariant: only the class of the command that
 * was asked for is loaded, so that a small command starts fast. Source: etcdctl's shape; ADR 0010 and 0011.
 */
@NullMarked
package io.fairlead.cli;

import org.jspecify.annotations.NullMarked;
