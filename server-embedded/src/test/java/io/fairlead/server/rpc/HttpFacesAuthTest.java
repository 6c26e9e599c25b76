package io.fairlead.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.HttpConfig;
import io.fairlead.server.embed.ServerConfig;
import io.fairlead.server.http.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With authentication on, the HTTP faces let nobody past: root may all, ann reads and writes below /ann/, others nothing. */
@Timeout(120)
class HttpFacesAuthTest {
    private static final String NOBODY = "{\"errorCode\":110,\"message\":\"The request requires user authentication\","
            + "\"cause\":\"Insufficient credentials\",\"index\":0}\n";
    private static FairleadServer server;

    @BeforeAll
    static void start() throws Exception {
        server = FairleadServer.start(ServerConfig.builder()
                .listenClientUrls("http://127.0.0.1:0")
                .listenPeerUrls("http://127.0.0.1:0")
                .heartbeatInterval(Duration.ofMillis(10))
                .unsafeNoFsync(true)
                .http(HttpConfig.defaults().withV2(true))
                .build());
        server.awaitReady(Duration.ofSeconds(30));
        assertThat(v2("PUT", "/v2/keys/before", basic("any", "body"), "value=v").status())
                .isEqualTo(201);
        for (String[] step : List.of(
                new String[] {"user/add", "{\"name\":\"root\",\"password\":\"rp\"}"},
                new String[] {"user/grant", "{\"user\":\"root\",\"role\":\"root\"}"},
                new String[] {"user/add", "{\"name\":\"ann\",\"password\":\"ap\"}"},
                new String[] {"role/add", "{\"name\":\"hers\"}"},
                new String[] {
                    "role/grant",
                    "{\"name\":\"hers\",\"perm\":{\"permType\":\"READWRITE\",\"key\":\"" + base64("/ann")
                            + "\",\"range_end\":\"" + base64("/ann0") + "\"}}"
                },
                new String[] {"user/grant", "{\"user\":\"ann\",\"role\":\"hers\"}"},
                new String[] {"enable", "{}"})) {
            RawHttp.Response done = v3("/v3/auth/" + step[0], Map.of(), step[1]);
            if (step[0].equals("user/grant") && done.status() == 400) {
                // The role root is made by hand where enabling doesn't make it.
                v3("/v3/auth/role/add", Map.of(), "{\"name\":\"root\"}");
                done = v3("/v3/auth/" + step[0], Map.of(), step[1]);
            }
            assertThat(done.status()).as(step[0] + done.body()).isEqualTo(200);
        }
    }

    @AfterAll
    static void stop() {
        server.kill();
    }

    private static RawHttp.Response v3(String path, Map<String, String> headers, String body) throws IOException {
        return RawHttp.ask(server.clientUrls().get(0), "POST", path, headers, body);
    }

    private static RawHttp.Response v2(String method, String path, Map<String, String> headers, String form)
            throws IOException {
        Map<String, String> all = new java.util.TreeMap<>(headers);
        all.put("Content-Type", "application/x-www-form-urlencoded");
        return RawHttp.ask(server.clientUrls().get(0), method, path, all, form);
    }

    private static Map<String, String> basic(String user, String password) {
        return Map.of("Authorization", "Basic " + base64(user + ":" + password));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String token(String user, String password) throws IOException {
        RawHttp.Response answer =
                v3("/v3/auth/authenticate", Map.of(), "{\"name\":\"" + user + "\",\"password\":\"" + password + "\"}");
        return JsonParser.parseString(answer.body())
                .getAsJsonObject()
                .get("token")
                .getAsString();
    }

    @Test
    void gateway_withoutToken_isRefusedAsOverGrpc() throws Exception {
        RawHttp.Response refused = v3("/v3/kv/range", Map.of(), "{\"key\":\"" + base64("/ann/x") + "\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("\"message\":\"etcdserver: user name is empty\"");
        RawHttp.Response stream = v3("/v3/lease/keepalive", Map.of("Authorization", "made-up"), "{\"ID\":\"7\"}");
        assertThat(stream.status()).isEqualTo(401);
    }

    @Test
    void gateway_withToken_mayWhatTheUserMay() throws Exception {
        String token = token("ann", "ap");
        for (String header : List.of(token, "Bearer " + token, "bearer " + token)) {
            Map<String, String> ann = Map.of("Authorization", header);
            assertThat(v3("/v3/kv/put", ann, "{\"key\":\"" + base64("/ann/x") + "\",\"value\":\"\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(v3("/v3/kv/put", ann, "{\"key\":\"" + base64("/other") + "\",\"value\":\"\"}")
                            .status())
                    .isEqualTo(403);
        }
        assertThat(v3("/v3/kv/range", Map.of("Authorization", "made-up"), "{\"key\":\"YQ==\"}")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void older_withoutUser_isRefused() throws Exception {
        for (String method : List.of("GET", "PUT", "POST", "DELETE")) {
            RawHttp.Response refused = v2(method, "/v2/keys/ann/x", Map.of(), "value=v");
            assertThat(refused.status()).as(method).isEqualTo(401);
            assertThat(refused.body()).isEqualTo(NOBODY);
        }
        RawHttp.Response add = RawHttp.ask(
                server.clientUrls().get(0),
                "POST",
                "/v2/members",
                Map.of("Content-Type", "application/json"),
                "{\"peerURLs\":[\"http://127.0.0.1:7\"]}");
        assertThat(add.status()).isEqualTo(401);
        assertThat(add.body()).isEqualTo("{\"message\":\"Insufficient credentials\"}");
    }

    @Test
    void older_withWrongOrGarbledPassword_isRefused() throws Exception {
        for (Map<String, String> header : List.of(
                basic("ann", "wrong"),
                basic("nobody", "ap"),
                basic("ann", ""),
                Map.of("Authorization", "Basic %%%"),
                Map.of("Authorization", "Basic " + base64("no colon")),
                Map.of("Authorization", "Bearer " + token("ann", "ap")))) {
            assertThat(v2("GET", "/v2/keys/ann/x", header, "").status()).isEqualTo(401);
        }
    }

    @Test
    void older_withUser_mayWhatTheUserMay() throws Exception {
        Map<String, String> root = basic("root", "rp");
        assertThat(v2("PUT", "/v2/keys/rootfile", root, "value=v").status()).isEqualTo(201);
        assertThat(v2("GET", "/v2/keys/rootfile", root, "").status()).isEqualTo(200);
        assertThat(v2("DELETE", "/v2/keys/rootfile", root, "").status()).isEqualTo(200);

        Map<String, String> ann = basic("ann", "ap");
        assertThat(v2("PUT", "/v2/keys/ann/file", ann, "value=v").status()).isEqualTo(201);
        assertThat(v2("GET", "/v2/keys/ann/file", ann, "").status()).isEqualTo(200);
        assertThat(v2("PUT", "/v2/keys/elsewhere", ann, "value=v").status()).isEqualTo(401);
        assertThat(v2("GET", "/v2/keys/before", ann, "").status()).isEqualTo(401);
        assertThat(v2("GET", "/v2/keys/?recursive=true", ann, "").status()).isEqualTo(401);
    }
}
