/**
 * What a leader believes of its peers: how far each one's log matches, what to send next, and how much may be on its way.
 *
 * <p>May touch: {@code raft.quorum}, {@code raft.model}, {@code check}. Lives in the leader's role and dies with it; runs on
 * the raft loop. Invariant: {@code match < next} for every peer. Source: section 5.3 of the Raft paper, flow control as in
 * etcd's raft (probe, replicate, snapshot).
 */
@NullMarked
package io.fairlead.server.raft.progress;

import org.jspecify.annotations.NullMarked;
