/**
 * The load tool: one kind of operation, asked of any etcd v3 endpoint over and over, and what came of it.
 *
 * <p>May touch: the wire's messages of {@code api.pb}, gRPC, HdrHistogram, {@code benchmarks.process}; no client library, so that
 * what is measured is the server, and every server alike. Loops: operations start on the load's own thread or where the one before
 * them ended, and end on the threads of gRPC's channels; the caller's thread keeps time.
 *
 * <p>Invariants: a slot has one operation at a time. In an open loop the time of an operation counts from the moment it was due,
 * also if it could not start then, and what is still unanswered in the end is counted with the time it has waited: a server that
 * stalls can't hide that by being asked less (coordinated omission).
 */
@NullMarked
package io.fairlead.benchmarks.load;

import org.jspecify.annotations.NullMarked;
