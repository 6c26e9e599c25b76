package io.fairlead.api.maintenance;

import io.fairlead.api.Header;
import java.util.List;

/**
 * How one member is.
 *
 * @param header its member id is that of the asked member
 * @param version version of the server
 * @param storageVersion version of the storage schema, empty where the server does not tell
 * @param dbSize bytes the database takes
 * @param dbSizeInUse bytes of it that hold data
 * @param dbSizeQuota bytes it may take, 0 where the server does not tell
 * @param leader id of the leader as this member knows it, 0 for none
 * @param raftIndex commit index
 * @param raftTerm term
 * @param raftAppliedIndex applied index
 * @param errors alarms and other trouble in words
 * @param learner true if the member has no vote
 */
public record MemberStatus(
        Header header,
        String version,
        String storageVersion,
        long dbSize,
        long dbSizeInUse,
        long dbSizeQuota,
        long leader,
        long raftIndex,
        long raftTerm,
        long raftAppliedIndex,
        List<String> errors,
        boolean learner) {
    public MemberStatus {
        errors = List.copyOf(errors);
    }

    /** True if the asked member is the leader. */
    public boolean isLeader() {
        return leader != 0 && leader == header.memberId();
    }
}
