/**
 * Legal moves between configurations.
 *
 * <p>Pure functions from a configuration and a change to the next configuration; may touch {@code raft.model}. Run on the
 * raft loop, and by anybody who wants to know what a change would lead to. One member changes at a time, as in etcd's API,
 * so any majority before and any majority after a change have a member in common (thesis, section 4.1). Invariant: a
 * configuration with voters never loses the last one.
 */
@NullMarked
package io.fairlead.server.raft.confchange;

import org.jspecify.annotations.NullMarked;
