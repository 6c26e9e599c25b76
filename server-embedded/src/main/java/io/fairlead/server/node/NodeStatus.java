package io.fairlead.server.node;

import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.server.membership.Downgrade;
import java.util.List;

/**
 * A snapshot of what a member knows of itself, for status answers, health pages and metrics.
 *
 * @param leaderId 0 where no leader is known
 * @param revision the keyspace's current revision as applied here
 * @param commitIndex etcd's "raftIndex" of a status answer
 * @param backendSize bytes on disk; {@code backendSizeInUse} leaves out what compaction freed
 * @param alarms the alarms that are raised in the cluster
 * @param downgrade whether the cluster is on its way to a lower level of features
 * @param stopped why this member no longer takes part, or empty
 */
public record NodeStatus(
        long clusterId,
        long memberId,
        String name,
        long leaderId,
        long term,
        long commitIndex,
        long appliedIndex,
        long revision,
        boolean learner,
        long backendSize,
        long backendSizeInUse,
        String clusterVersion,
        List<AlarmMember> alarms,
        Downgrade downgrade,
        String stopped) {
    public NodeStatus {
        alarms = List.copyOf(alarms);
    }

    public boolean leads() {
        return leaderId == memberId && memberId != 0;
    }

    public boolean hasLeader() {
        return leaderId != 0;
    }
}
