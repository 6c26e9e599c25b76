/**
 * A cluster of real processes and what can happen to it: members that are killed, stopped, paused, replaced; links between them
 * that hold what is sent, break or are slow; disks that are full or lose power.
 *
 * <p>Members find each other through a proxy each ({@link io.fairlead.cli.chaos.process.PeerProxy}), which asks the kernel which
 * process a connection comes from (Linux alone), so that every direction between every two can be treated by itself. Disks of
 * their own need root and loop devices ({@link io.fairlead.cli.chaos.process.LoopDisk}). Only processes that were started here are
 * touched, by their ids. Faults are made and mended by one thread; proxies have two threads for each connection.
 */
@NullMarked
package io.fairlead.cli.chaos.process;

import org.jspecify.annotations.NullMarked;
