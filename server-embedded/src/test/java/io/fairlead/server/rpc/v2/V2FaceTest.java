package io.fairlead.server.rpc.v2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.HttpConfig;
import io.fairlead.server.embed.ServerConfig;
import io.fairlead.server.http.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the transcript can't hold: headers, times, other keys, the other API beside it, members. */
@Timeout(120)
class V2FaceTest {
    private static final Map<String, String> FORM = Map.of("Content-Type", "application/x-www-form-urlencoded");
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private FairleadServer server;

    @BeforeEach
    void start() throws Exception {
        server = FairleadServer.start(config(true));
        server.awaitReady(Duration.ofSeconds(30));
    }

    private static ServerConfig config(boolean v2) {
        return ServerConfig.builder()
                .name("m1")
                .listenClientUrls("http://127.0.0.1:0")
                .listenPeerUrls("http://127.0.0.1:0")
                .heartbeatInterval(Duration.ofMillis(10))
                .unsafeNoFsync(true)
                .http(HttpConfig.defaults().withV2(v2))
                .build();
    }

    @AfterEach
    void stop() {
        server.kill();
    }

    private RawHttp.Response ask(String method, String path, Map<String, String> headers, String body)
            throws IOException {
        return RawHttp.ask(server.clientUrls().get(0), method, path, headers, body);
    }

    private RawHttp.Response get(String path) throws IOException {
        return ask("GET", path, Map.of(), "");
    }

    private RawHttp.Response put(String path, String form) throws IOException {
        return ask("PUT", path, FORM, form);
    }

    private RawHttp.Response v3(String path, String json) throws IOException {
        return ask("POST", path, Map.of(), json);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void face_notAskedFor_isNotThere() throws Exception {
        try (FairleadServer without = FairleadServer.start(config(false))) {
            assertThat(RawHttp.ask(without.clientUrls().get(0), "GET", "/v2/keys/a", Map.of(), "")
                            .status())
                    .isEqualTo(404);
            assertThat(RawHttp.ask(without.clientUrls().get(0), "GET", "/v2/members", Map.of(), "")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void key_writtenThroughOneApi_isReadThroughTheOther() throws Exception {
        put("/v2/keys/message", "value=hello");
        assertThat(v3("/v3/kv/range", "{\"key\":\"" + base64("/message") + "\"}")
                        .body())
                .contains("\"value\":\"" + base64("hello") + "\"");
        v3("/v3/kv/put", "{\"key\":\"" + base64("/from/v3") + "\",\"value\":\"" + base64("there") + "\"}");
        assertThat(get("/v2/keys/from/v3").body()).contains("\"value\":\"there\"");
        assertThat(get("/v2/keys/from").body()).contains("\"dir\":true", "\"key\":\"/from/v3\"");
    }

    @Test
    void keysThatAreNoPaths_areNotShown() throws Exception {
        for (String key : List.of("x", "/a//b", "/a/./c", "/", "/deep" + "/d".repeat(100))) {
            v3("/v3/kv/put", "{\"key\":\"" + base64(key) + "\",\"value\":\"\"}");
        }
        v3("/v3/kv/put", "{\"key\":\"" + Base64.getEncoder().encodeToString(new byte[] {'/', (byte) 0xFF}) + "\"}");
        assertThat(get("/v2/keys/?recursive=true").body()).isEqualTo("{\"action\":\"get\",\"node\":{\"dir\":true}}\n");
        assertThat(get("/v2/keys" + "/d".repeat(100)).status()).isEqualTo(400);
    }

    @Test
    void answers_tellClusterAndIndexes() throws Exception {
        RawHttp.Response written = put("/v2/keys/k", "value=v");
        assertThat(written.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("x-etcd-cluster-id", Long.toHexString(server.clusterId()))
                .containsEntry("x-etcd-index", "2")
                .containsKeys("x-raft-index", "x-raft-term");
        RawHttp.Response missing = get("/v2/keys/none");
        assertThat(missing.headers()).containsEntry("x-etcd-index", "2").doesNotContainKey("x-raft-index");
    }

    @Test
    void timeToLive_isALease_thatUpdatesEndAndRefreshesRenew() throws Exception {
        JsonObject node = node(put("/v2/keys/t", "value=v&ttl=100"));
        assertThat(node.get("ttl").getAsLong()).isEqualTo(100);
        assertThat(node.get("expiration").getAsString()).endsWith("Z");
        assertThat(node(get("/v2/keys/t")).get("ttl").getAsLong()).isBetween(90L, 100L);

        JsonObject refreshed = node(put("/v2/keys/t", "refresh=true&ttl=500"));
        assertThat(refreshed.get("value").getAsString()).isEqualTo("v");
        assertThat(refreshed.get("ttl").getAsLong()).isEqualTo(500);

        put("/v2/keys/t", "value=w");
        assertThat(node(get("/v2/keys/t")).has("ttl")).isFalse();
    }

    @Test
    void timeToLive_ofAWriteThatIsRefused_leavesNoLease() throws Exception {
        put("/v2/keys/t", "value=v");
        assertThat(put("/v2/keys/t?prevExist=false", "value=v&ttl=100").status())
                .isEqualTo(412);
        String leases = v3("/v3/lease/leases", "{}").body();
        for (int i = 0; i < 1000 && leases.contains("\"leases\""); i++) {
            leases = v3("/v3/lease/leases", "{}").body();
        }
        assertThat(leases).doesNotContain("\"leases\"");
    }

    private static JsonObject node(RawHttp.Response response) {
        return JsonParser.parseString(response.body()).getAsJsonObject().getAsJsonObject("node");
    }

    @Test
    void posts_atTheSameTime_getNamesOfTheirOwn() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Future<RawHttp.Response>> posts = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                posts.add(clients.submit(() -> ask("POST", "/v2/keys/q", FORM, "value=x")));
            }
            List<String> names = new ArrayList<>();
            for (Future<RawHttp.Response> post : posts) {
                assertThat(post.get().status()).isEqualTo(201);
                names.add(node(post.get()).get("key").getAsString());
            }
            assertThat(names).doesNotHaveDuplicates();
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void creates_atTheSameTime_oneWins() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Future<RawHttp.Response>> creates = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                creates.add(clients.submit(() -> put("/v2/keys/once?prevExist=false", "value=x")));
            }
            int created = 0;
            for (Future<RawHttp.Response> create : creates) {
                created += create.get().status() == 201 ? 1 : 0;
            }
            assertThat(created).isEqualTo(1);
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void members_areListedWithTheLeader() throws Exception {
        String member = "{\"id\":\"" + Long.toHexString(server.memberId()) + "\",\"name\":\"m1\",\"peerURLs\":[\""
                + server.peerUrls().get(0) + "\"],\"clientURLs\":[\""
                + server.clientUrls().get(0) + "\"]}";
        assertThat(get("/v2/members").body()).isEqualTo("{\"members\":[" + member + "]}\n");
        assertThat(get("/v2/members/").body()).isEqualTo("{\"members\":[" + member + "]}\n");
        assertThat(get("/v2/members/leader").body()).isEqualTo(member + "\n");
    }

    @Test
    void members_badRequests_areRefusedInEtcdsWords() throws Exception {
        String id = Long.toHexString(server.memberId());
        assertMessage(
                ask("POST", "/v2/members", Map.of("Content-Type", "text/plain"), "{}"),
                415,
                "Bad Content-Type text/plain, accept application/json");
        assertThat(ask("POST", "/v2/members", JSON, "{").status()).isEqualTo(400);
        assertThat(ask("POST", "/v2/members", JSON, "[1]").status()).isEqualTo(400);
        assertThat(ask("POST", "/v2/members", JSON, "{\"peerURLs\":[{}]}").status())
                .isEqualTo(400);
        assertThat(ask("POST", "/v2/members", JSON, "{\"peerURLs\":[\"bad\"]}").status())
                .isEqualTo(400);
        assertMessage(
                ask(
                        "POST",
                        "/v2/members",
                        JSON,
                        "{\"peerURLs\":[\"" + server.peerUrls().get(0) + "\"]}"),
                500,
                "Internal Server Error");
        assertMessage(
                ask("PUT", "/v2/members/77", JSON, "{\"peerURLs\":[\"http://127.0.0.1:7\"]}"),
                404,
                "No such member: 77");
        assertMessage(ask("DELETE", "/v2/members/zz", Map.of(), ""), 404, "No such member: zz");
        assertMessage(ask("DELETE", "/v2/members/" + id, Map.of(), ""), 500, "Internal Server Error");
    }

    private static void assertMessage(RawHttp.Response response, int status, String message) {
        assertThat(response.body()).isEqualTo("{\"message\":\"" + message + "\"}");
        assertThat(response.status()).isEqualTo(status);
    }

    @Test
    void member_addedUpdatedAndTakenOut_answersAsEtcd() throws Exception {
        assertThat(ask(
                                "PUT",
                                "/v2/members/" + Long.toHexString(server.memberId()),
                                JSON,
                                "{\"peerURLs\":[\"" + server.peerUrls().get(0) + "\"]}")
                        .status())
                .isEqualTo(204);
        RawHttp.Response added = ask("POST", "/v2/members", JSON, "{\"peerURLs\":[\"http://127.0.0.1:7\"]}");
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.body())
                .matches(
                        "\\{\"id\":\"[0-9a-f]+\",\"name\":\"\",\"peerURLs\":\\[\"http://127.0.0.1:7\"],\"clientURLs\":\\[]}\n");
        assertThat(get("/v2/members/leader").status()).isIn(200, 503);
        assertThat(get("/v2/members").body()).contains("http://127.0.0.1:7");
        assertThat(get("/v2/keys/").status()).isEqualTo(200);
    }
}
