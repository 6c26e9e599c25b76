package io.fairlead.cli.server;

import io.fairlead.cli.server.ServerFlag.Kind;
import io.fairlead.cli.server.ServerFlag.Use;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every flag of etcd from 3.4 to 3.7, and what becomes of it here. */
final class ServerFlags {
    private static final Map<String, ServerFlag> ALL = new LinkedHashMap<>();

    /** Before the name of a flag that later lost it; both spellings mean the same. */
    private static final String EXPERIMENTAL = "experimental-";

    static {
        given(Kind.STRING, "name", "default");
        given(Kind.STRING, "data-dir", "");
        given(Kind.STRING, "wal-dir", "");
        given(Kind.URLS, "listen-peer-urls", "http://localhost:2380");
        given(Kind.URLS, "listen-client-urls", "http://localhost:2379");
        given(Kind.URLS, "initial-advertise-peer-urls", "http://localhost:2380");
        given(Kind.URLS, "advertise-client-urls", "http://localhost:2379");
        given(Kind.STRING, "initial-cluster", "default=http://localhost:2380");
        given(Kind.CLUSTER_STATE, "initial-cluster-state", "new");
        given(Kind.STRING, "initial-cluster-token", "etcd-cluster");
        given(Kind.UINT, "heartbeat-interval", "100");
        given(Kind.UINT, "election-timeout", "1000");
        given(Kind.BOOL, "initial-election-tick-advance", "true");
        given(Kind.BOOL, "pre-vote", "true");
        given(Kind.BOOL, "strict-reconfig-check", "true");
        given(Kind.UINT, "snapshot-count", "10000");
        given(Kind.UINT, "snapshot-catchup-entries", "5000");
        given(Kind.UINT, "max-wals", "5");
        given(Kind.UINT, "max-snapshots", "5");
        given(Kind.INT, "max-learners", "1");
        given(Kind.UINT, "max-txn-ops", "128");
        given(Kind.UINT, "max-request-bytes", "1572864");
        given(Kind.UINT, "max-concurrent-streams", "4294967295");
        given(Kind.BOOL, "unsafe-no-fsync", "false");
        given(Kind.DURATION, "watch-progress-notify-interval", "10m0s");
        given(Kind.BOOL, "enable-grpc-gateway", "true");
        given(Kind.BOOL, "enable-v2", "false");
        given(Kind.STRING, "cors", "");
        given(Kind.STRING, "host-whitelist", "*");
        given(Kind.URLS, "listen-metrics-urls", "");
        given(Kind.STRING, "metrics", "basic");
        given(Kind.DURATION, "warning-apply-duration", "100ms");
        given(Kind.DURATION, "warning-unary-request-duration", "300ms");
        given(Kind.STRING, "log-level", "info");
        given(Kind.STRING, "log-outputs", "default");
        given(Kind.STRING, "log-format", "json");
        given(Kind.STRING, "logger", "zap");
        given(Kind.BOOL, "version", "false");
        given(Kind.STRING, "auto-compaction-mode", "periodic");
        given(Kind.STRING, "auto-compaction-retention", "0");
        given(Kind.INT, "quota-backend-bytes", "0");
        given(Kind.BOOL, "initial-corrupt-check", "false");
        given(Kind.DURATION, "corrupt-check-time", "0s");
        given(Kind.BOOL, "compact-hash-check-enabled", "false");
        given(Kind.DURATION, "compact-hash-check-time", "1m0s");
        given(Kind.GATES, "feature-gates", "");
        given(Kind.STRING, "cert-file", "");
        given(Kind.STRING, "key-file", "");
        given(Kind.STRING, "trusted-ca-file", "");
        given(Kind.BOOL, "client-cert-auth", "false");
        given(Kind.STRING, "client-crl-file", "");
        given(Kind.STRING, "client-cert-allowed-hostname", "");
        given(Kind.BOOL, "auto-tls", "false");
        given(Kind.STRING, "peer-cert-file", "");
        given(Kind.STRING, "peer-key-file", "");
        given(Kind.BOOL, "peer-client-cert-auth", "false");
        given(Kind.STRING, "peer-trusted-ca-file", "");
        given(Kind.STRING, "peer-cert-allowed-cn", "");
        given(Kind.STRING, "peer-cert-allowed-hostname", "");
        given(Kind.BOOL, "peer-auto-tls", "false");
        given(Kind.STRING, "peer-client-cert-file", "");
        given(Kind.STRING, "peer-client-key-file", "");
        given(Kind.STRING, "peer-crl-file", "");
        given(Kind.BOOL, "peer-skip-client-san-verification", "false");
        given(Kind.UINT, "self-signed-cert-validity", "1");
        given(Kind.STRING, "cipher-suites", "");
        given(Kind.STRING, "tls-min-version", "TLS1.2");
        given(Kind.STRING, "tls-max-version", "");
        given(Kind.STRING, "auth-token", "simple");
        given(Kind.UINT, "auth-token-ttl", "300");
        given(Kind.UINT, "bcrypt-cost", "10");

        refused("", "discovery", "discovery-srv", "discovery-srv-name", "discovery-endpoints", "discovery-token");
        refused("", "config-file");
        refused(Kind.BOOL, "force-new-cluster");
        refused("off", "proxy");

        ignored("", "listen-client-http-urls", "discovery-proxy", "discovery-fallback");
        ignored("", "discovery-cert", "discovery-key", "discovery-cacert", "discovery-user", "discovery-password");
        ignored("", "backend-bbolt-freelist-type", "v2-deprecation");
        ignored("", "client-cert-file", "client-key-file");
        ignored("", "log-rotation-config-json", "enable-v2v3");
        ignored("", "distributed-tracing-address", "distributed-tracing-service-name");
        ignored("", "distributed-tracing-instance-id");
        ignored(Kind.INT, "backend-batch-limit", "compaction-batch-limit");
        ignored(Kind.INT, "distributed-tracing-sampling-rate");
        ignored(Kind.UINT, "bootstrap-defrag-threshold-megabytes");
        ignored(Kind.UINT, "proxy-failure-wait", "proxy-refresh-interval", "proxy-dial-timeout");
        ignored(Kind.UINT, "proxy-write-timeout", "proxy-read-timeout");
        ignored(Kind.DURATION, "backend-batch-interval", "grpc-keepalive-min-time", "grpc-keepalive-interval");
        ignored(Kind.DURATION, "grpc-keepalive-timeout", "raft-read-timeout", "raft-write-timeout");
        ignored(Kind.DURATION, "compaction-sleep-interval", "downgrade-check-time");
        ignored(Kind.DURATION, "discovery-dial-timeout");
        ignored(Kind.DURATION, "discovery-request-timeout", "discovery-keepalive-time", "discovery-keepalive-timeout");
        ignored(Kind.BOOL, "socket-reuse-port", "socket-reuse-address");
        ignored(Kind.BOOL, "enable-pprof", "enable-log-rotation", "enable-distributed-tracing", "debug");
        ignored(Kind.BOOL, "enable-lease-checkpoint", "enable-lease-checkpoint-persist");
        ignored(Kind.BOOL, "memory-mlock");
        ignored(Kind.BOOL, "txn-mode-write-with-shared-buffer", "stop-grpc-service-on-defrag");
        ignored(
                Kind.BOOL,
                "set-member-localaddr",
                "discovery-insecure-transport",
                "discovery-insecure-skip-tls-verify");
    }

    private ServerFlags() {}

    /** The flag of this name; null if etcd has none. */
    static @Nullable ServerFlag find(String name) {
        ServerFlag flag = ALL.get(name);
        return flag == null && name.startsWith(EXPERIMENTAL) ? ALL.get(name.substring(EXPERIMENTAL.length())) : flag;
    }

    /** All of them. */
    static Collection<ServerFlag> all() {
        return Collections.unmodifiableCollection(ALL.values());
    }

    private static void given(Kind kind, String name, String initial) {
        add(new ServerFlag(name, kind, initial, Use.GIVEN));
    }

    private static void refused(String initial, String... names) {
        for (String name : names) {
            add(new ServerFlag(name, Kind.STRING, initial, Use.REFUSED));
        }
    }

    private static void refused(Kind kind, String... names) {
        for (String name : names) {
            add(new ServerFlag(name, kind, "false", Use.REFUSED));
        }
    }

    private static void ignored(String initial, String... names) {
        for (String name : names) {
            add(new ServerFlag(name, Kind.STRING, initial, Use.IGNORED));
        }
    }

    private static void ignored(Kind kind, String... names) {
        for (String name : names) {
            add(new ServerFlag(name, kind, "", Use.IGNORED));
        }
    }

    private static void add(ServerFlag flag) {
        if (ALL.put(flag.name(), flag) != null) {
            throw new IllegalStateException("flag declared twice: " + flag.name());
        }
    }

    /** Names in one line each, for the help page. */
    static List<String> names(Use use) {
        return ALL.values().stream()
                .filter(flag -> flag.use() == use)
                .map(ServerFlag::name)
                .toList();
    }
}
