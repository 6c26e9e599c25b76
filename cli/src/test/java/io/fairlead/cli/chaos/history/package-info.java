/**
 * What the threads of a chaos run saw, and whether all of it can be true: one order of revisions, in real time, of whole
 * transactions; watches without holes or doubles; leases that never end early; locks that let one in at a time. Needs no
 * search, for every answer names its place in the order by its revision.
 *
 * <p>Knows the values of the {@code api} module, and nothing of processes, clients or faults.
 * {@link io.fairlead.cli.chaos.history.History} and {@link io.fairlead.cli.chaos.history.Timeline} are filled from all
 * threads; the judges run on one, when the run is over.
 */
@NullMarked
package io.fairlead.cli.chaos.history;

import org.jspecify.annotations.NullMarked;
