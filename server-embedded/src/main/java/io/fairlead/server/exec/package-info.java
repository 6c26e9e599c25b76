/**
 * How work is run: loops that take turns, bounded mailboxes between them, and the clock.
 *
 * <p>This room is the seam that makes the house simulable: production gives each loop a thread ({@code exec.thread}), the
 * simulator gives all loops turns in one thread in an order drawn from a seed. It starts no thread and reads no clock
 * itself. Invariants: a loop's state is touched only inside its own turn; only mailbox posts cross from one loop to another.
 * Sources: Agrona's agents (a loop, not a thread), TigerBeetle (run at your own pace).
 */
@NullMarked
package io.fairlead.server.exec;

import org.jspecify.annotations.NullMarked;
