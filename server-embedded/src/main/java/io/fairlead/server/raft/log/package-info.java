/**
 * The log as the core sees it: an unstable tail over a window of stable entries, all in memory.
 *
 * <p>May touch: {@code raft.model}, {@code check}. Runs on the raft loop alone and never reads the disk: an entry below the
 * window is gone for the core, and a peer that needs it gets a snapshot. Invariants: the tail follows the window without a
 * gap; {@code applied <= applying <= committed <= last}; nothing at or below {@code committed} is ever truncated; entries
 * that are not applied yet are never evicted. Source: the Raft paper, sections 5.3 and 5.4; asynchronous writes as in
 * etcd's raft, but an acknowledgement names its batch instead of a term, which makes it safe against the same entry being
 * overwritten and written again.
 */
@NullMarked
package io.fairlead.server.raft.log;

import org.jspecify.annotations.NullMarked;
