/**
 * What processes cost, as Linux counts it in {@code /proc}; and processes of servers, started and ended.
 *
 * <p>May touch: the file system and processes, nothing of ours but the test module's free ports. Loops: the caller's thread.
 * Invariants: a process that this room started is ended by it, by its handle and never by name; what can't be read is said to be
 * absent, never taken as 0.
 */
@NullMarked
package io.fairlead.benchmarks.process;

import org.jspecify.annotations.NullMarked;
