package io.fairlead.server.metrics;

import io.fairlead.server.lease.LeaseMeter;
import io.fairlead.server.mvcc.KeyMeter;
import io.fairlead.server.node.NodeCounts;
import io.fairlead.server.node.NodeMeters;
import io.fairlead.server.node.NodeStatus;
import io.fairlead.server.node.UpkeepMeter;
import io.fairlead.server.watch.WatchMeter;

/** Keys, leases and watchers. */
final class StoreFamilies {
    private final NodeMeters node;

    StoreFamilies(NodeMeters node) {
        this.node = node;
    }

    void tell(Families to) {
        NodeStatus status = node.status();
        NodeCounts counts = node.counts();
        keys(to, status, counts);
        space(to, status);
        leases(to);
        watchers(to, counts);
    }

    private void keys(Families to, NodeStatus status, NodeCounts counts) {
        KeyMeter keys = node.keys();
        to.counter("etcd_mvcc_put_total", "Puts.", keys.puts().sum());
        to.counter(
                "etcd_mvcc_delete_total",
                "Deletes of keys and ranges.",
                keys.deletes().sum());
        to.counter(
                "etcd_mvcc_range_total",
                "Reads of keys and ranges.",
                keys.ranges().sum());
        to.counter(
                "etcd_debugging_mvcc_range_total",
                "Reads of keys and ranges.",
                keys.ranges().sum());
        to.counter(
                "etcd_mvcc_txn_total",
                "Transactions of more than one operation.",
                keys.txns().sum());
        to.gauge(
                "etcd_debugging_mvcc_total_put_size_in_bytes",
                "Bytes of keys and values that were put.",
                keys.putBytes().sum());
        to.gauge("etcd_debugging_mvcc_keys_total", "Keys.", keys.alive().get());
        to.counter(
                "etcd_debugging_mvcc_db_compaction_keys_total",
                "Keys that compactions looked at.",
                keys.compactedKeys().sum());
        to.gauge("etcd_debugging_mvcc_current_revision", "The revision of the keys.", status.revision());
        to.gauge(
                "etcd_debugging_mvcc_compact_revision",
                "The revision of the last compaction.",
                counts.compactedRevision());
    }

    private void space(Families to, NodeStatus status) {
        to.gauge("etcd_mvcc_db_total_size_in_bytes", "Bytes of the state on disk.", status.backendSize());
        to.gauge(
                "etcd_mvcc_db_total_size_in_use_in_bytes",
                "Bytes of the state on disk that a defragmentation would leave.",
                status.backendSizeInUse());
        UpkeepMeter upkeep = node.upkeep();
        to.histogram("etcd_mvcc_hash_duration_seconds", "How long a hash of the whole state took.", upkeep.hashes());
        to.histogram("etcd_mvcc_hash_rev_duration_seconds", "How long a hash of the keys took.", upkeep.hashesAt());
        to.histogram(
                "etcd_disk_backend_defrag_duration_seconds", "How long a defragmentation took.", upkeep.defragments());
        to.gauge(
                "etcd_disk_defrag_inflight",
                "Whether a defragmentation is under way.",
                upkeep.defragmentsBegun().sum() > upkeep.defragments().count());
    }

    private void leases(Families to) {
        LeaseMeter leases = node.leases();
        to.counter(
                "etcd_debugging_lease_granted_total",
                "Leases that were granted.",
                leases.granted().sum());
        to.counter(
                "etcd_debugging_lease_revoked_total",
                "Leases that ended.",
                leases.revoked().sum());
        to.counter(
                "etcd_debugging_lease_renewed_total",
                "Renewals of leases by this member, leading.",
                leases.renewed().sum());
        to.counter(
                "etcd_debugging_server_lease_expired_total",
                "Leases whose time this member, leading, found to be over.",
                leases.expired().sum());
        to.histogram("etcd_debugging_lease_ttl_total", "For how many seconds leases were granted.", leases.seconds());
    }

    private void watchers(Families to, NodeCounts counts) {
        WatchMeter watches = node.watches();
        to.gauge("etcd_debugging_mvcc_watch_stream_total", "Watch streams.", watches.streams());
        to.gauge("etcd_debugging_mvcc_watcher_total", "Watchers.", watches.watchers());
        to.gauge("etcd_debugging_mvcc_slow_watcher_total", "Watchers that lag behind.", watches.behind());
        to.gauge(
                "etcd_debugging_mvcc_pending_events_total",
                "Changes that watchers have not been told of.",
                counts.changesWaiting());
        to.counter("etcd_debugging_mvcc_events_total", "Events that watchers were told.", watches.events());
    }
}
