/**
 * Micro-benchmarks and the load generator: the program behind {@code ./fairlead bench}.
 *
 * <p>May touch: its own rooms and picocli. Loops: the main thread. Invariant: what a command prints to standard output is its
 * result; what it says on the way goes to standard error.
 */
@NullMarked
package io.fairlead.benchmarks;

import org.jspecify.annotations.NullMarked;
