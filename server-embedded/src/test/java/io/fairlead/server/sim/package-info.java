/**
 * The simulator: whole members on a virtual clock, a forgetful disk and a faithless network, in one thread, from one seed.
 *
 * <p>Everything here replaces what {@code NodeEnvironment} asks for and nothing else, so what runs is what production runs.
 * Nothing here starts a thread, reads a clock or draws from anything but the seed: one seed, one journal.
 */
@NullMarked
package io.fairlead.server.sim;

import org.jspecify.annotations.NullMarked;
