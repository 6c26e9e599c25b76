package io.fairlead.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.rpc.FakeNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The pages as plain functions; texts as etcd 3.5 answers. */
class PagesTest {
    private static final String WELL = "{\"health\":\"true\",\"reason\":\"\"}";

    private final FakeNode node = new FakeNode();
    private final Probes probes = new Probes(node);
    private final HealthMeter meter = new HealthMeter();
    private final HealthPage health = new HealthPage(node, probes, meter);
    private final ReadinessPage livez = ReadinessPage.livez(probes, meter);
    private final ReadinessPage readyz = ReadinessPage.readyz(node, probes, meter);

    PagesTest() {
        node.range = FakeNode.ok(RangeResponse.getDefaultInstance());
    }

    @Test
    void health_readWorks_isWell() {
        assertPage(get(health, "/health"), 200, WELL);
        assertThat(node.asked).containsExactly("barrier");
    }

    @Test
    void health_noLeader_is503() {
        node.status = FakeNode.status(0, false, List.of());
        assertPage(get(health, "/health"), 503, "{\"health\":\"false\",\"reason\":\"RAFT NO LEADER\"}");
    }

    @Test
    void health_serializable_needsNoLeader() {
        node.status = FakeNode.status(0, false, List.of());
        assertPage(get(health, "/health", "serializable", "true"), 200, WELL);
        assertThat(node.asked).containsExactly("range serializable");
    }

    @Test
    void health_alarm_is503UnlessExcluded() {
        node.status = FakeNode.status(1, false, List.of(alarm(AlarmType.NOSPACE)));
        assertPage(get(health, "/health"), 503, "{\"health\":\"false\",\"reason\":\"ALARM NOSPACE\"}");
        assertPage(get(health, "/health", "exclude", "NOSPACE"), 200, WELL);
    }

    @Test
    void health_readFails_saysWhy() {
        node.barrier = FakeNode.refuse(EtcdError.TIMEOUT);
        assertPage(
                get(health, "/health"),
                503,
                "{\"health\":\"false\",\"reason\":\"RANGE ERROR:etcdserver: request timed out\"}");
    }

    @Test
    void health_readBreaks_is503() {
        node.barrier = CompletableFuture.failedFuture(new IllegalStateException("broken"));
        assertThat(get(health, "/health").status()).isEqualTo(503);
    }

    @Test
    void health_readIsForbidden_isWell() {
        node.barrier = FakeNode.refuse(EtcdError.PERMISSION_DENIED);
        assertThat(get(health, "/health").status()).isEqualTo(200);
    }

    @Test
    void health_manyAtOnce_shareOneRead() {
        node.barrier = new CompletableFuture<>();
        var first = health.answer(request("GET", "/health", Map.of()));
        var second = health.answer(request("GET", "/health", Map.of()));
        assertThat(node.barriers).hasValue(1);
        node.barrier.complete(Answer.ok(1L));
        assertThat(first.join().status()).isEqualTo(200);
        assertThat(second.join().status()).isEqualTo(200);
        get(health, "/health");
        assertThat(node.barriers).hasValue(2);
    }

    @Test
    void pages_otherMethods_areNotAllowed() {
        for (HttpPage page : List.of(health, livez, readyz, version())) {
            PageAnswer answer =
                    page.answer(request("POST", "/health", Map.of())).join();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.headers()).containsEntry("Allow", "GET");
        }
    }

    @Test
    void livez_localReadWorks_isOk() {
        assertPage(get(livez, "/livez"), 200, "ok\n");
        assertPage(get(livez, "/livez", "verbose", ""), 200, "[+]serializable_read ok\nok\n");
    }

    @Test
    void readyz_corruptAlarm_namesTheCheck() {
        node.status = FakeNode.status(1, false, List.of(alarm(AlarmType.CORRUPT)));
        assertPage(get(readyz, "/readyz"), 503, """
            [-]data_corruption failed: alarm activated: CORRUPT
            [+]serializable_read ok
            [+]linearizable_read ok
            [+]non_learner ok

            """);
        assertPage(get(readyz, "/readyz", "exclude", "data_corruption"), 200, "ok\n");
        assertPage(get(readyz, "/readyz/linearizable_read"), 200, "ok\n");
    }

    @Test
    void readyz_learner_isNotReady() {
        node.status = FakeNode.status(2, true, List.of());
        assertThat(get(readyz, "/readyz").body().toUtf8()).contains("[-]non_learner failed: the member is a learner");
    }

    @Test
    void readyz_unknownCheck_isNoPage() {
        assertThat(readyz.serves("/readyz/nonsense")).isFalse();
        assertThat(readyz.serves("/readyzz")).isFalse();
    }

    @Test
    void version_namesEtcdsLevelAndOurs() {
        assertPage(
                get(version(), "/version"),
                200,
                "{\"etcdserver\":\"3.6.0\",\"etcdcluster\":\"3.6.0\",\"storage\":\"3.6.0\",\"fairlead\":\"1.2\"}");
    }

    @Test
    void json_controlCharactersAndQuotes_areEscaped() {
        assertThat(JsonText.quote("a\"b\\c\nd\u007f")).isEqualTo("\"a\\\"b\\\\c\\u000ad\\u007f\"");
    }

    private VersionPage version() {
        return new VersionPage(node, new Versions("3.6.0", "3.6.0", "1.2"));
    }

    private static AlarmMember alarm(AlarmType type) {
        return AlarmMember.newBuilder().setMemberID(1).setAlarm(type).build();
    }

    private static PageRequest request(String method, String path, Map<String, List<String>> query) {
        return new PageRequest(method, path, query, Map.of(), Bytes.empty());
    }

    private static PageAnswer get(HttpPage page, String path) {
        return page.answer(request("GET", path, Map.of())).join();
    }

    private static PageAnswer get(HttpPage page, String path, String parameter, String value) {
        return page.answer(request("GET", path, Map.of(parameter, List.of(value))))
                .join();
    }

    private static void assertPage(PageAnswer answer, int status, String body) {
        assertThat(answer.body().toUtf8()).isEqualTo(body);
        assertThat(answer.status()).isEqualTo(status);
    }
}
