/**
 * The proof that the simulator sees what it is there to see: breaks one rule of the server at a time and demands that a run fails.
 *
 * <p>No switch for this is in the server. A {@link io.fairlead.server.mutation.Mutant} names pieces of source text and what stands
 * there instead; {@link io.fairlead.server.mutation.Mutations} compiles the touched sources in memory, each piece beside its
 * replacement, with a switch that only exists there, and loads server and simulator anew over them. Text that is not found any more
 * fails the build: a mutant follows the code it breaks. May touch the simulator and the compiler; each thread runs one mutant at a
 * time. ADR 36.
 */
@NullMarked
package io.fairlead.server.mutation;

import org.jspecify.annotations.NullMarked;
