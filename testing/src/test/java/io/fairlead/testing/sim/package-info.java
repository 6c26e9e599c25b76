/**
 * Our client in the simulator: the whole library, as users have it, asks the members' own services, over wires that the seed
 * delays, cuts and clogs.
 *
 * <p>Replaces the surroundings of a client ({@link io.fairlead.client.ClientPlace}: channels, threads, timers, clock, chance)
 * and the port of a member, and nothing else. May touch the simulator, the client, and gRPC's interfaces for calls. Everything
 * runs on the simulation's one thread, in steps of its world: nothing blocks, nothing reads a clock, one seed is one journal.
 * Invariants: what goes over a wire goes as bytes, in order, or is lost with all that follows on it; what a member does it does
 * inside its life.
 */
@NullMarked
package io.fairlead.testing.sim;

import org.jspecify.annotations.NullMarked;
