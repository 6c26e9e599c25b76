/**
 * The commands of {@code fairlead} that speak to a cluster, a class each: arguments to a request, an answer to a printer.
 *
 * <p>May touch: flags, connections, printers, the console it is given; no files, no process. Loop: the main thread.
 * Invariants: a command checks its arguments before it connects; it ends by returning a number or by throwing {@link
 * io.fairlead.cli.shell.CommandFailure}. Source: etcdctl 3.5.16's commands, texts and exit codes.
 */
@NullMarked
package io.fairlead.cli.command;

import org.jspecify.annotations.NullMarked;
