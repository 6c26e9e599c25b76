/**
 * What must always hold, each as a checker of its own that watches a simulated cluster from outside: what members send, what
 * they say of themselves, and what clients were told. A checker that finds a broken promise throws {@link
 * io.fairlead.server.sim.checker.BrokenPromise}.
 */
@NullMarked
package io.fairlead.server.sim.checker;

import org.jspecify.annotations.NullMarked;
