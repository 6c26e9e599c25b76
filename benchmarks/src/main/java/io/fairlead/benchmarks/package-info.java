/** Micro-benchmarks and the load generator. */
@NullMarked
package io.fairlead.benchmarks;

import org.jspecify.annotations.NullMarked;
