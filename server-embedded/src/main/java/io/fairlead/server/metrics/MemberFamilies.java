package io.fairlead.server.metrics;

import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.http.Versions;
import io.fairlead.server.membership.MemberIds;
import io.fairlead.server.node.NodeCounts;
import io.fairlead.server.node.NodeMeters;
import io.fairlead.server.node.NodeStatus;
import java.util.Locale;

/** How a member stands in its cluster, and what became of proposals, reads and commands. */
final class MemberFamilies {
    private final NodeMeters node;
    private final Versions versions;

    MemberFamilies(NodeMeters node, Versions versions) {
        this.node = node;
        this.versions = versions;
    }

    void tell(Families to) {
        NodeStatus status = node.status();
        NodeCounts counts = node.counts();
        identity(to, status);
        to.gauge("etcd_server_has_leader", "Whether this member knows a leader.", status.hasLeader());
        to.gauge("etcd_server_is_leader", "Whether this member leads.", status.leads());
        to.gauge("etcd_server_is_learner", "Whether this member is a learner.", status.learner());
        to.counter(
                "etcd_server_leader_changes_seen_total",
                "How often this member found another leader.",
                counts.leaderChanges());
        to.counter(
                "etcd_server_heartbeat_send_failures_total",
                "How often this member, leading, sent its heartbeats too late.",
                counts.lateHeartbeats());
        to.gauge(
                "etcd_server_proposals_committed_total",
                "The commit index of the log as this member knows it.",
                status.commitIndex());
        to.gauge(
                "etcd_server_proposals_applied_total",
                "The index of the log up to which this member has applied it.",
                status.appliedIndex());
        to.gauge(
                "etcd_server_proposals_pending",
                "Proposals that wait for being applied here.",
                counts.proposalsPending());
        to.counter(
                "etcd_server_proposals_failed_total",
                "Proposals that were dropped, or not applied in time.",
                counts.proposalsFailed());
        to.counter(
                "etcd_server_slow_read_indexes_total",
                "Attempts to have a read confirmed that got no answer in time.",
                counts.readsSlow());
        to.counter(
                "etcd_server_read_indexes_failed_total",
                "Reads that were not confirmed in time.",
                counts.readsFailed());
        to.gauge(
                "etcd_server_snapshot_apply_in_progress_total",
                "Whether a state that another member sent is being put in place.",
                counts.installing());
        to.gauge("etcd_server_quota_backend_bytes", "The space that keys may take, in bytes.", counts.quotaBytes());
        to.count(
                "etcd_server_learner_promote_successes",
                "Learners that became voters while this member led.",
                node.upkeep().promotions().sum());
        to.gauge("etcd_debugging_auth_revision", "The revision of users and roles.", counts.authRevision());
        to.gauges("etcd_debugging_server_alarms", "The alarms that are raised.", series -> {
            for (AlarmMember alarm : status.alarms()) {
                series.add(
                        1.0,
                        "server_id",
                        MemberIds.toText(alarm.getMemberID()),
                        "alarm_type",
                        alarm.getAlarm().name());
            }
        });
        applied(to);
    }

    private void identity(Families to, NodeStatus status) {
        to.gauges(
                "etcd_server_id",
                "The id of this member, as a label.",
                series -> series.add(1.0, "server_id", MemberIds.toText(status.memberId())));
        to.gauges(
                "etcd_server_version",
                "The version of etcd whose features this member has, as a label.",
                series -> series.add(1.0, "server_version", versions.etcd()));
        to.gauges(
                "fairlead_version",
                "The version of Fairlead, as a label.",
                series -> series.add(1.0, "version", versions.fairlead()));
        if (!status.clusterVersion().isEmpty()) {
            to.gauges(
                    "etcd_cluster_version",
                    "The version that all members share, as a label.",
                    series -> series.add(1.0, "cluster_version", majorMinor(status.clusterVersion())));
        }
    }

    private static String majorMinor(String version) {
        int last = version.lastIndexOf('.');
        return version.indexOf('.') < last ? version.substring(0, last) : version;
    }

    private void applied(Families to) {
        to.counter(
                "etcd_server_slow_apply_total",
                "Commands that took longer to apply than they should.",
                node.applied().slow());
        to.histograms("etcd_server_apply_duration_seconds", "How long commands took to apply.", series -> {
            for (boolean done : new boolean[] {true, false}) {
                node.applied().visit(done, (kind, histogram) -> {
                    if (histogram.count() > 0) {
                        series.add(histogram, "version", "v3", "op", name(kind), "success", done ? "true" : "false");
                    }
                });
            }
        });
    }

    /** As etcd's methods are called: LEASE_GRANT is LeaseGrant. */
    private static String name(CommandKind kind) {
        StringBuilder name = new StringBuilder();
        for (String word : kind.name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }
}
