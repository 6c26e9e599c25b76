package io.fairlead.api.maintenance;

import io.fairlead.api.Header;

/**
 * Care of single members, with blocking calls; {@link #async()} has the same without waiting.
 *
 * <p>Where a method takes an endpoint, that member is asked and no other; it need not be among the endpoints of the client. A
 * member that cannot be reached is asked again until the deadline of the client. Failures are
 * {@link io.fairlead.api.FairleadException}s.
 */
public interface Maintenance {
    /** How the member at this endpoint is. */
    MemberStatus status(String endpoint);

    /** Hash of the member's keys up to {@code revision}; 0 for its newest. */
    KvHash hashKv(String endpoint, long revision);

    /**
     * Whether the member at this endpoint serves: a linearizable read, then its alarms, as etcdctl does it. Never throws a
     * {@link io.fairlead.api.FairleadException}; the answer holds it.
     */
    EndpointHealth health(String endpoint);

    /**
     * Hands the leadership to a member. The client finds the leader among its endpoints. Fails with BAD_LEADER_TRANSFEREE
     * where the member cannot lead, and with NO_LEADER where none of the endpoints is the leader.
     */
    Header moveLeader(long targetMemberId);

    /** The alarms raised in the cluster. */
    AlarmList alarms();

    /** Puts one alarm to rest; the answer holds what was. */
    AlarmList disarm(Alarm alarm);

    /** Gives free space of the member's files back to the system. The member may stall meanwhile. */
    Header defragment(String endpoint);

    /** The same contract without waiting. */
    AsyncMaintenance async();
}
