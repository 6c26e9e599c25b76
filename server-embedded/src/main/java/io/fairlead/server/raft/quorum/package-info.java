/**
 * Majority arithmetic: who won a vote, and up to where a quorum has acknowledged.
 *
 * <p>Pure functions over sets of member ids; imports nothing of the house but {@code check}. Runs wherever the core runs, the
 * raft loop. Invariant: a joint decision is one that both halves take. Source: the Raft paper, sections 5.3, 5.4 and 6.
 */
@NullMarked
package io.fairlead.server.raft.quorum;

import org.jspecify.annotations.NullMarked;
