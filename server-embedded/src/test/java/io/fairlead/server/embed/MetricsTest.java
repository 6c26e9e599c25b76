package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.server.metrics.EtcdsMetrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What three members tell of themselves at {@code /metrics}; and, where there is an etcd, what that one tells. */
@Timeout(60)
class MetricsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static List<FairleadServer> servers = List.of();

    @TempDir
    private Path temp;

    @BeforeAll
    static void start() throws Exception {
        List<ServerConfig> configs = new ArrayList<>();
        for (String name : List.of("m1", "m2", "m3")) {
            configs.add(ServerConfig.builder()
                    .name(name)
                    .listenPeerUrls("http://127.0.0.1:0")
                    .listenClientUrls("http://127.0.0.1:0")
                    .monitoring(MonitoringConfig.defaults()
                            .withListenMetricsUrls("http://127.0.0.1:0")
                            .withExtensive(name.equals("m1")))
                    .unsafeNoFsync(true)
                    .build());
        }
        servers = FairleadServer.startAll(configs);
        for (FairleadServer server : servers) {
            server.awaitReady(Duration.ofSeconds(30));
        }
    }

    @AfterAll
    static void stop() {
        servers.forEach(FairleadServer::kill);
    }

    @Test
    void alertsAndDashboardOfEtcd_findEverySeries() throws Exception {
        assertThat(EtcdsMetrics.series(metrics(servers.get(0))))
                .containsAll(EtcdsMetrics.ALERTS)
                .containsAll(EtcdsMetrics.EXTENSIVE_ALERTS)
                .containsAll(EtcdsMetrics.DASHBOARD);
        assertThat(EtcdsMetrics.series(metrics(servers.get(1))))
                .containsAll(EtcdsMetrics.ALERTS)
                .doesNotContainAnyElementsOf(EtcdsMetrics.EXTENSIVE_ALERTS);
    }

    @Test
    void oneMember_leadsAndAllKnowIt() throws Exception {
        double leaders = 0;
        for (FairleadServer server : servers) {
            String page = metrics(server);
            assertThat(EtcdsMetrics.value(page, "etcd_server_has_leader")).isEqualTo(1);
            assertThat(EtcdsMetrics.value(page, "etcd_server_leader_changes_seen_total"))
                    .isPositive();
            assertThat(EtcdsMetrics.value(
                            page, "etcd_server_id{server_id=\"" + Long.toHexString(server.memberId()) + "\"}"))
                    .isEqualTo(1);
            leaders += EtcdsMetrics.value(page, "etcd_server_is_leader");
        }
        assertThat(leaders).isEqualTo(1);
    }

    @Test
    void calls_areCountedWhereTheyCameAndWhereTheyWereApplied() throws Exception {
        FairleadServer server = servers.get(0);
        String before = metrics(server);
        try (TestClient client = new TestClient(server)) {
            client.kv().put(put("a", "xy"));
            client.kv().put(put("b", "xy"));
            client.kv().range(RangeRequest.newBuilder().setKey(utf8("a")).build());
            client.kv()
                    .deleteRange(
                            DeleteRangeRequest.newBuilder().setKey(utf8("b")).build());
            long lease = client.leases()
                    .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(60).build())
                    .getID();
            client.leases()
                    .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease).build());
        }
        String after = metrics(server);
        Map<String, Double> grown = new TreeMap<>();
        for (String series : List.of(
                "etcd_mvcc_put_total",
                "etcd_mvcc_range_total",
                "etcd_mvcc_delete_total",
                "etcd_debugging_mvcc_keys_total",
                "etcd_debugging_mvcc_total_put_size_in_bytes",
                "etcd_debugging_lease_granted_total",
                "etcd_debugging_lease_revoked_total",
                "etcd_debugging_lease_ttl_total_bucket{le=\"64.0\"}",
                handled("Put"),
                handled("Range"))) {
            grown.put(series, EtcdsMetrics.value(after, series) - EtcdsMetrics.value(before, series));
        }
        assertThat(grown).containsAllEntriesOf(Map.of("etcd_mvcc_put_total", 2.0, "etcd_mvcc_range_total", 1.0));
        assertThat(grown)
                .containsEntry("etcd_mvcc_delete_total", 1.0)
                .containsEntry("etcd_debugging_mvcc_keys_total", 1.0)
                .containsEntry("etcd_debugging_mvcc_total_put_size_in_bytes", 6.0)
                .containsEntry("etcd_debugging_lease_granted_total", 1.0)
                .containsEntry("etcd_debugging_lease_revoked_total", 1.0)
                .containsEntry("etcd_debugging_lease_ttl_total_bucket{le=\"64.0\"}", 1.0)
                .containsEntry(handled("Put"), 2.0)
                .containsEntry(handled("Range"), 1.0);
        assertThat(EtcdsMetrics.value(after, "etcd_network_client_grpc_received_bytes_total"))
                .isGreaterThan(EtcdsMetrics.value(before, "etcd_network_client_grpc_received_bytes_total"));
        assertThat(EtcdsMetrics.value(after, "etcd_disk_wal_fsync_duration_seconds_count"))
                .isPositive();
        assertThat(EtcdsMetrics.value(
                        after, "etcd_server_apply_duration_seconds_count{op=\"Put\",success=\"true\",version=\"v3\"}"))
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void metricsPort_tellsOfHealthAndHasNoServices() throws Exception {
        FairleadServer server = servers.get(0);
        String url = server.metricsUrls().get(0);
        assertThat(get(url + "/metrics").headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/plain; version=0.0.4");
        assertThat(get(url + "/health").body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
        assertThat(get(url + "/readyz?verbose").body()).contains("[+]linearizable_read ok");
        assertThat(get(url + "/livez").statusCode()).isEqualTo(200);
        assertThat(get(url + "/version").statusCode()).isEqualTo(404);
        assertThat(get(url + "/v3/kv/range").statusCode()).isEqualTo(404);
        String page = get(url + "/metrics").body();
        assertThat(EtcdsMetrics.value(page, "etcd_server_health_success")).isPositive();
        assertThat(EtcdsMetrics.value(page, "etcd_server_healthcheck{name=\"linearizable_read\",type=\"readyz\"}"))
                .isEqualTo(1);
    }

    @Test
    void realEtcd_hasNoFamilyThatWeHaveNot() throws Exception {
        Optional<Path> program = Etcdctl.find().map(etcdctl -> etcdctl.resolveSibling("etcd"));
        assumeTrue(program.isPresent() && program.get().toFile().canExecute(), "no etcd beside an etcdctl: skipped");
        Map<String, String> etcds = new TreeMap<>(EtcdsMetrics.types(pageOfEtcd(program.get())));
        etcds.keySet().removeIf(name -> name.startsWith("go_") || name.startsWith("promhttp_"));
        etcds.keySet().removeAll(EtcdsMetrics.LEFT_OUT);
        etcds.replaceAll((name, type) -> EtcdsMetrics.OF_UNKNOWN_TYPE.contains(name) ? "untyped" : type);
        Map<String, String> ours = EtcdsMetrics.types(metrics(servers.get(0)));
        assertThat(ours).containsAllEntriesOf(etcds);
    }

    private String pageOfEtcd(Path program) throws Exception {
        Process etcd = new ProcessBuilder(
                        program.toString(),
                        "--data-dir=" + temp,
                        "--listen-client-urls=http://127.0.0.1:0",
                        "--advertise-client-urls=http://127.0.0.1:0",
                        "--listen-peer-urls=http://127.0.0.1:0",
                        "--initial-advertise-peer-urls=http://127.0.0.1:0",
                        "--initial-cluster=default=http://127.0.0.1:0")
                .redirectErrorStream(true)
                .start();
        try (Stream<String> lines = etcd.inputReader().lines()) {
            Pattern serving = Pattern.compile(".*serving client traffic insecurely.*\"address\":\"([^\"]+)\".*");
            String address = lines.map(serving::matcher)
                    .filter(Matcher::matches)
                    .map(line -> line.group(1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("etcd ended before it served clients"));
            return get("http://" + address + "/metrics").body();
        } finally {
            etcd.destroy();
            assertThat(etcd.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static String handled(String method) {
        return "grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"" + method
                + "\",grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"}";
    }

    private static String metrics(FairleadServer server) throws IOException, InterruptedException {
        return get(server.clientUrls().get(0) + "/metrics").body();
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.newBuilder().setKey(utf8(key)).setValue(utf8(value)).build();
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
