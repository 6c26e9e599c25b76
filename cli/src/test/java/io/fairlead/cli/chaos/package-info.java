/**
 * Chaos on real processes: a cluster under a load of calls, watches, leases and locks, while members are killed, paused, cut off,
 * replaced and lose their disks. Whatever the load saw is recorded and judged
 * ({@link io.fairlead.cli.chaos.history.Judge}).
 *
 * <p>Each {@link io.fairlead.cli.chaos.Workers worker} has a thread; faults come from the thread of the test. The short form runs in
 * every build, the long one under the profile {@code chaos}; either against another server that understands the same flags with
 * {@code -Dchaos.server=PATH}.
 */
@NullMarked
package io.fairlead.cli.chaos;

import org.jspecify.annotations.NullMarked;
