package io.fairlead.server.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Facts about etcd's metrics: what its published alerts and dashboard ask for, and what we leave out. */
public final class EtcdsMetrics {
    /** The series that the alert rules name, and the labels they sort by; {@code up} comes from Prometheus itself. */
    public static final List<String> ALERTS = List.of(
            "etcd_server_has_leader",
            "etcd_server_leader_changes_seen_total",
            "etcd_network_peer_sent_failures_total{To}",
            "etcd_network_peer_round_trip_time_seconds_bucket{To,le}",
            "etcd_server_proposals_failed_total",
            "etcd_disk_wal_fsync_duration_seconds_bucket{le}",
            "etcd_disk_backend_commit_duration_seconds_bucket{le}",
            "etcd_mvcc_db_total_size_in_bytes",
            "etcd_mvcc_db_total_size_in_use_in_bytes",
            "etcd_server_quota_backend_bytes",
            "grpc_server_handled_total{grpc_code,grpc_method,grpc_service,grpc_type}");

    /** As {@link #ALERTS}, where {@code --metrics=extensive}. */
    public static final List<String> EXTENSIVE_ALERTS =
            List.of("grpc_server_handling_seconds_bucket{grpc_method,grpc_service,grpc_type,le}");

    /** What the dashboard asks for beside that. */
    public static final List<String> DASHBOARD = List.of(
            "grpc_server_started_total{grpc_method,grpc_service,grpc_type}",
            "etcd_server_proposals_committed_total",
            "etcd_server_proposals_applied_total",
            "etcd_server_proposals_pending",
            "etcd_network_client_grpc_received_bytes_total",
            "etcd_network_client_grpc_sent_bytes_total",
            "etcd_network_peer_received_bytes_total{From}",
            "etcd_network_peer_sent_bytes_total{To}",
            "process_resident_memory_bytes",
            "process_open_fds",
            "process_max_fds");

    /** Families that etcd has and we leave out; {@code docs/divergence.md} says why. */
    public static final Set<String> LEFT_OUT = Set.of(
            "etcd_debugging_disk_backend_commit_rebalance_duration_seconds",
            "etcd_debugging_disk_backend_commit_spill_duration_seconds",
            "etcd_debugging_disk_backend_commit_write_duration_seconds",
            "etcd_debugging_mvcc_db_compaction_last",
            "etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds",
            "etcd_debugging_mvcc_db_compaction_total_duration_milliseconds",
            "etcd_debugging_mvcc_index_compaction_pause_duration_milliseconds",
            "etcd_debugging_snap_save_marshalling_duration_seconds",
            "etcd_debugging_snap_save_total_duration_seconds",
            "etcd_debugging_store_expires_total",
            "etcd_debugging_store_reads_total",
            "etcd_debugging_store_watch_requests_total",
            "etcd_debugging_store_watchers",
            "etcd_debugging_store_writes_total",
            "etcd_disk_backend_snapshot_duration_seconds",
            "etcd_grpc_proxy_cache_hits_total",
            "etcd_grpc_proxy_cache_keys_total",
            "etcd_grpc_proxy_cache_misses_total",
            "etcd_grpc_proxy_events_coalescing_total",
            "etcd_grpc_proxy_watchers_coalescing_total",
            "etcd_mvcc_db_open_read_transactions",
            "etcd_server_go_version",
            "etcd_snap_db_fsync_duration_seconds",
            "etcd_snap_db_save_total_duration_seconds",
            "process_network_receive_bytes_total",
            "process_network_transmit_bytes_total",
            "process_virtual_memory_max_bytes");

    /** Counters whose names the library knows no counter by: their type is told as unknown. */
    public static final Set<String> OF_UNKNOWN_TYPE = Set.of(
            "etcd_server_health_success", "etcd_server_health_failures", "etcd_server_learner_promote_successes");

    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SERIES = Pattern.compile("([a-z_]+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([A-Za-z_]+)=\"[^\"]*\",?");

    private EtcdsMetrics() {}

    /** Family to type, as {@code page} tells them. */
    public static Map<String, String> types(String page) {
        Map<String, String> types = new TreeMap<>();
        page.lines()
                .map(TYPE::matcher)
                .filter(Matcher::matches)
                .forEach(line -> types.put(line.group(1), line.group(2)));
        return types;
    }

    /** The series that {@code page} has, each with the names of its labels, as {@link #ALERTS} writes them. */
    public static Set<String> series(String page) {
        return Set.copyOf(page.lines()
                .filter(line -> !line.startsWith("#"))
                .map(SERIES::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1) + labels(line.group(2)))
                .distinct()
                .toList());
    }

    private static String labels(@Nullable String labels) {
        if (labels == null) {
            return "";
        }
        List<String> names = LABEL.matcher(labels)
                .results()
                .map(label -> label.group(1))
                .sorted()
                .toList();
        return "{" + String.join(",", names) + "}";
    }

    /** The value of a series, written as on the page but for the value. */
    public static double value(String page, String series) {
        return page.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series + " in\n" + page));
    }
}
