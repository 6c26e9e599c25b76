package io.fairlead.server.node;

/**
 * What a member has counted since it started, and how much of some things there is now.
 *
 * @param leaderChanges how often a leader was found that was another one, or none, before
 * @param lateHeartbeats how often this member, as leader, came to its heartbeats too late
 * @param proposalsPending promises made and not kept yet; {@code proposalsFailed} are those that were broken
 * @param readsSlow attempts to have a read confirmed that got no answer in time; {@code readsFailed} are readers that got none
 * @param changesWaiting what was published and the watch loop has not looked at
 * @param installing whether a state of another member is being put in place of this one's
 */
public record NodeCounts(
        long leaderChanges,
        long lateHeartbeats,
        int proposalsPending,
        long proposalsFailed,
        long readsSlow,
        long readsFailed,
        int changesWaiting,
        long compactedRevision,
        long authRevision,
        long quotaBytes,
        boolean installing) {}
