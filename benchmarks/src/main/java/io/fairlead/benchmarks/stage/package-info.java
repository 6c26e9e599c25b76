/**
 * JMH benchmarks of the commit path: each stage alone, and the whole path.
 *
 * <p>May touch: the server's rooms, as far as they are public, and a member's front door. Loops: JMH's threads stand in for the
 * member's loops. Invariant: a stage does what the member's loop does with it, in the same order; a test runs every benchmark once.
 */
@NullMarked
package io.fairlead.benchmarks.stage;

import org.jspecify.annotations.NullMarked;
