/**
 * JMH benchmarks of single pieces: what one read or write of a cache costs, beside its neighbours.
 *
 * <p>May touch: the public doors of all modules, and Caffeine's JCache provider to compare with. Loops: JMH's threads. Invariant:
 * what is compared does the same work on the same keys and values, and a test runs every benchmark once.
 */
@NullMarked
package io.fairlead.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
