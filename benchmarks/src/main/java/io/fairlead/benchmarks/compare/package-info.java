/**
 * Our server beside another one that speaks etcd's v3: the same trials on fresh clusters of both in turn, A B A B, and the ratios of
 * what they came to, with their spread.
 *
 * <p>May touch: {@code benchmarks.load}, {@code benchmarks.process}, the wire's messages. Loops: the caller's thread; gRPC's for
 * calls that are counted. Invariants: both are started with the same flags, on the same disk, and asked by the same tool; a ratio is
 * of two measurements of one round; a round that was not finished counts for nothing.
 */
@NullMarked
package io.fairlead.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
