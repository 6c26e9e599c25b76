/**
 * Turns committed entries into state changes, in order, with results.
 *
 * <p>The apply loop owns every write to the replicated state: keys, leases, members, alarms. One turn applies a run of entries into one
 * batch, seals it together with the applied index, publishes it to readers, and only then answers whoever waits. Nothing here
 * looks at a clock, a random number or this member's own configuration, so that all members come to the same state. Invariants:
 * entries are applied in order and once; what a reader sees has been sealed. Source: the Raft paper, section 5.3; etcd's
 * applier, with the lesson of its 3.5 releases that index and data belong into one batch.
 */
@NullMarked
package io.fairlead.server.apply;

import org.jspecify.annotations.NullMarked;
