package io.fairlead.api.maintenance;

import io.fairlead.api.Header;
import java.io.OutputStream;
import java.nio.file.Path;

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

    /**
     * Fetches the whole state of the member at this endpoint into a file that etcd's tools and ours can restore from. The bytes
     * go to a file beside it that ends in {@code .part}, are compared with the digest that the member sends, forced to the
     * disk, and then take the name, replacing what had it: the file is whole or not there. On failure the part is removed.
     *
     * <p>The deadline of the client bounds the time without progress, not the whole. The disk sets the pace; no more than a few
     * pieces wait in memory.
     *
     * @throws io.fairlead.api.DamagedSnapshotException if what came is not whole
     * @throws java.io.UncheckedIOException if the file can't be written
     */
    SavedSnapshot snapshot(String endpoint, Path file);

    /**
     * As {@link #snapshot(String, Path)}, into a stream, which is flushed at the end and left open. Nothing may be used of what
     * was written if this fails. Writing is done on the client's executor.
     */
    SavedSnapshot snapshot(String endpoint, OutputStream target);

    /** The same contract without waiting. */
    AsyncMaintenance async();
}
