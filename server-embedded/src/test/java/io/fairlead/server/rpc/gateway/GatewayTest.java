package io.fairlead.server.rpc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.HttpConfig;
import io.fairlead.server.embed.ServerConfig;
import io.fairlead.server.http.RawHttp;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON gateway of a member, over real sockets. */
@Timeout(120)
class GatewayTest {
    private static FairleadServer server;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() throws Exception {
        server = start(HttpConfig.defaults());
        URI url = URI.create(url());
        channel = NettyChannelBuilder.forAddress(url.getHost(), url.getPort())
                .usePlaintext()
                .build();
    }

    private static FairleadServer start(HttpConfig http) throws Exception {
        FairleadServer started = FairleadServer.start(ServerConfig.builder()
                .listenClientUrls("http://127.0.0.1:0")
                .listenPeerUrls("http://127.0.0.1:0")
                .heartbeatInterval(Duration.ofMillis(10))
                .unsafeNoFsync(true)
                .http(http)
                .build());
        started.awaitReady(Duration.ofSeconds(30));
        return started;
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        server.kill();
    }

    private static String url() {
        return server.clientUrls().get(0);
    }

    private static RawHttp.Response post(String path, String body) throws IOException {
        return RawHttp.ask(url(), "POST", path, Map.of(), body);
    }

    private static String put(String key, String value) {
        return "{\"key\":\"" + base64(key) + "\",\"value\":\"" + base64(value) + "\"}";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static JsonObject json(RawHttp.Response response) {
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }

    private static void assertFailure(RawHttp.Response response, int status, int code, String message) {
        assertThat(response.body())
                .isEqualTo("{\"error\":\"" + message + "\",\"code\":" + code + ",\"message\":\"" + message + "\"}");
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.headers()).containsEntry("content-type", "application/json");
    }

    @Test
    void response_isTheOneOfGrpc_inJson() throws Exception {
        assertThat(post("/v3/kv/put", put("same", "value")).status()).isEqualTo(200);
        RawHttp.Response answer = post("/v3/kv/range", "{\"key\":\"" + base64("same") + "\",\"serializable\":true}");
        String overGrpc = JsonFormat.printer()
                .preservingProtoFieldNames()
                .omittingInsignificantWhitespace()
                .print(KVGrpc.newBlockingStub(channel)
                        .range(RangeRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8("same"))
                                .setSerializable(true)
                                .build()));
        assertThat(answer.body()).isEqualTo(overGrpc).contains("\"create_revision\":\"");
        assertThat(answer.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("grpc-metadata-content-type", "application/grpc")
                .doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void formType_asCurlSends_isTaken() throws Exception {
        assertThat(RawHttp.ask(
                                url(),
                                "POST",
                                "/v3beta/kv/put",
                                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                                put("curl", "v"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
    void otherMethod_isNotImplemented(String method) throws Exception {
        assertFailure(RawHttp.ask(url(), method, "/v3/kv/range", Map.of(), "{}"), 501, 12, "Method Not Allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v3/kv/nope", "/v3/kv/put/", "/v3/", "/v3beta/x"})
    void otherPath_isNotFound(String path) throws Exception {
        assertFailure(post(path, "{}"), 404, 5, "Not Found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v3/kv/range | {} | 400 | 3 | etcdserver: key is not provided",
                "/v3/kv/range | {`nope`:1} | 400 | 3 | etcdserver: key is not provided",
                "/v3/kv/range | {`key`: | 400 | 3 | unexpected EOF",
                "/v3/kv/range | {`key`:5} | 400 | 3 | proto: invalid value for bytes field key: 5",
                "/v3/kv/compaction | {`revision`:`999999`} | 400 | 11 | etcdserver: mvcc: required revision is a"
                        + " future revision",
                "/v3/kv/lease/revoke | {`ID`:`55`} | 404 | 5 | etcdserver: requested lease not found",
                "/v3/lease/revoke | {`ID`:`55`} | 404 | 5 | etcdserver: requested lease not found",
                "/v3/auth/user/get | {`name`:`a`} | 400 | 9 | etcdserver: user name not found"
            })
    void refusal_hasTheStatusOfItsCode(String path, String body, int status, int code, String message)
            throws Exception {
        assertFailure(post(path, body.replace('`', '"')), status, code, message);
    }

    @Test
    void enumWithoutMeaning_isRefusedAsOverGrpc() throws Exception {
        RawHttp.Response byName = post("/v3/kv/range", "{\"key\":\"YQ==\",\"sort_order\":\"descend\"}");
        RawHttp.Response byNumber = post("/v3/kv/range", "{\"key\":\"YQ==\",\"sort_order\":7}");
        assertThat(byName.status()).isEqualTo(400);
        assertThat(byNumber.status()).isEqualTo(400);
    }

    @Test
    void largeBodies_meetTheLimitsOfGrpc() throws Exception {
        assertFailure(post("/v3/kv/put", put("k", "x".repeat(1_700_000))), 400, 3, "etcdserver: request is too large");
        RawHttp.Response message = post("/v3/kv/put", put("k", "x".repeat(2_200_000)));
        assertThat(message.status()).isEqualTo(429);
        assertThat(json(message).get("code").getAsInt()).isEqualTo(8);
        assertThat(json(message).get("message").getAsString()).startsWith("grpc: received message larger than max (");
        assertThat(post("/v3/kv/put", put("k", "v")).status()).isEqualTo(200);
    }

    @Test
    void bodyBeyondReason_isNotEvenRead() throws Exception {
        try (RawHttp http = new RawHttp(url())) {
            http.head("POST", "/v3/kv/put", Map.of("Content-Length", "1000000000"));
            assertThat(http.readHead().status()).isEqualTo(413);
            assertThat(http.isClosedByServer()).isTrue();
        }
        try (RawHttp http = new RawHttp(url())) {
            http.begin("POST", "/v3/kv/put", Map.of());
            String part = " ".repeat(100_000);
            for (int sent = 0; sent <= 4 * 1024 * 1024; sent += part.length()) {
                http.chunk(part);
            }
            assertThat(http.readHead().status()).isEqualTo(413);
        }
    }

    @Test
    void body_announcedFirst_isWaitedFor() throws Exception {
        String body = put("continued", "v");
        try (RawHttp http = new RawHttp(url())) {
            http.head(
                    "POST",
                    "/v3/kv/put",
                    Map.of("Content-Length", Integer.toString(body.length()), "Expect", "100-continue"));
            http.write(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(http.readHead().status()).isEqualTo(200);
        }
    }

    @Test
    void body_thatStopsInTheMiddle_bothersNobody() throws Exception {
        try (RawHttp cut = new RawHttp(url())) {
            cut.begin("POST", "/v3/kv/put", Map.of());
            cut.chunk("{\"key\":\"YW");
        }
        try (RawHttp garbled = new RawHttp(url())) {
            garbled.begin("POST", "/v3/kv/put", Map.of());
            garbled.write("zz\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(garbled.isClosedByServer()).isTrue();
        }
        assertThat(post("/v3/kv/put", put("k", "v")).status()).isEqualTo(200);
    }

    @Test
    void watch_takesMoreRequestsWhileItAnswers() throws Exception {
        try (RawHttp watch = new RawHttp(url())) {
            watch.begin("POST", "/v3/watch", Map.of());
            watch.chunk("{\"create_request\":{\"key\":\"" + base64("duplex1") + "\"}}");
            assertThat(watch.readHead().headers()).containsEntry("transfer-encoding", "chunked");
            assertThat(watch.bodyLine().orElseThrow())
                    .startsWith("{\"result\":{\"header\":")
                    .contains("\"created\":true");
            post("/v3/kv/put", put("duplex1", "a"));
            assertThat(watch.bodyLine().orElseThrow()).contains("\"value\":\"" + base64("a") + "\"");
            watch.chunk("{\"create_request\":{\"key\":\"" + base64("duplex2") + "\"}}");
            assertThat(watch.bodyLine().orElseThrow()).contains("\"watch_id\":\"1\"", "\"created\":true");
            post("/v3/kv/put", put("duplex2", "b"));
            assertThat(watch.bodyLine().orElseThrow()).contains("\"watch_id\":\"1\"", base64("b"));
            watch.chunk("{\"cancel_request\":{\"watch_id\":0}}");
            assertThat(watch.bodyLine().orElseThrow()).contains("\"canceled\":true");
        }
    }

    @Test
    void watch_bodyEnded_goesOn() throws Exception {
        try (RawHttp watch = new RawHttp(url())) {
            String body = "{\"create_request\":{\"key\":\"" + base64("ended") + "\"}}\n";
            watch.head("POST", "/v3/watch", Map.of("Content-Length", Integer.toString(body.length())));
            watch.write(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            watch.readHead();
            assertThat(watch.bodyLine().orElseThrow()).contains("\"created\":true");
            for (int i = 0; i < 3; i++) {
                post("/v3/kv/put", put("ended", "v" + i));
                assertThat(watch.bodyLine().orElseThrow()).contains(base64("v" + i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "{\"create_request\":{\"key\":5}}", "{\"create_request\":"})
    void watch_thatCantBeRead_is400(String body) throws Exception {
        RawHttp.Response response = post("/v3/watch", body);
        assertThat(response.status()).isEqualTo(400);
        assertThat(json(response).getAsJsonObject("error").get("code").getAsInt())
                .isEqualTo(3);
    }

    @Test
    void watch_spoiledLater_endsWithTheError() throws Exception {
        try (RawHttp watch = new RawHttp(url())) {
            watch.begin("POST", "/v3/watch", Map.of());
            watch.chunk("{\"create_request\":{\"key\":\"YQ==\"}}");
            assertThat(watch.readHead().status()).isEqualTo(200);
            assertThat(watch.bodyLine()).isPresent();
            watch.chunk("{\"x\"}");
            assertThat(watch.bodyLine().orElseThrow()).startsWith("{\"error\":{\"grpc_code\":3,");
            assertThat(watch.bodyLine()).isEmpty();
            assertThat(watch.isClosedByServer()).isTrue();
        }
    }

    @Test
    void keepAlives_severalInOneBody_areAllAnswered_andTheConnectionGoesOn() throws Exception {
        try (RawHttp http = new RawHttp(url())) {
            http.ask("POST", "/v3/lease/grant", Map.of(), "{\"ID\":\"77\",\"TTL\":\"60\"}");
            RawHttp.Response answer =
                    http.ask("POST", "/v3/lease/keepalive", Map.of(), "{\"ID\":\"77\"}{\"ID\":\"78\"}\n{\"ID\":77}");
            List<String> lines = answer.body().lines().toList();
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).contains("\"ID\":\"77\",\"TTL\":\"60\"");
            assertThat(lines.get(1)).contains("\"ID\":\"78\"").doesNotContain("TTL");
            assertThat(http.ask("POST", "/v3/kv/range", Map.of(), "{\"key\":\"YQ==\"}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{}{\"passed\":\"over\"}"})
    void snapshot_isAStreamThatEndsWithItsDigest(String body) throws Exception {
        RawHttp.Response answer = post("/v3/maintenance/snapshot", body);
        assertThat(answer.status()).isEqualTo(200);
        List<String> lines = answer.body().lines().toList();
        assertThat(lines).hasSizeGreaterThan(1).allMatch(line -> line.startsWith("{\"result\":{"));
        JsonObject last = JsonParser.parseString(lines.get(lines.size() - 1))
                .getAsJsonObject()
                .getAsJsonObject("result");
        assertThat(Base64.getDecoder().decode(last.get("blob").getAsString())).hasSize(32);
        assertThat(last.has("remaining_bytes")).isFalse();
    }

    @Test
    void lock_clientGoesAway_isGivenUp() throws Exception {
        post("/v3/lease/grant", "{\"ID\":\"91\",\"TTL\":\"600\"}");
        post("/v3/lease/grant", "{\"ID\":\"92\",\"TTL\":\"600\"}");
        String name = base64("gateway-lock");
        JsonObject held = json(post("/v3/lock/lock", "{\"name\":\"" + name + "\",\"lease\":\"91\"}"));
        try (RawHttp waiting = new RawHttp(url())) {
            String body = "{\"name\":\"" + name + "\",\"lease\":\"92\"}";
            waiting.head("POST", "/v3/lock/lock", Map.of("Content-Length", Integer.toString(body.length())));
            waiting.write(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            awaitCount("gateway-lock/", 2);
        }
        awaitCount("gateway-lock/", 1);
        assertThat(post("/v3/lock/unlock", "{\"key\":\"" + held.get("key").getAsString() + "\"}")
                        .status())
                .isEqualTo(200);
    }

    /** Each question takes a moment by itself. */
    private static void awaitCount(String prefix, int expected) throws IOException {
        String end = prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1);
        String body = "{\"key\":\"" + base64(prefix) + "\",\"range_end\":\"" + base64(end) + "\",\"count_only\":true}";
        for (int i = 0; i < 5_000; i++) {
            JsonObject answer = json(post("/v3/kv/range", body));
            if ((answer.has("count") ? answer.get("count").getAsInt() : 0) == expected) {
                return;
            }
        }
        throw new AssertionError("there are never " + expected + " keys under " + prefix);
    }

    @Test
    void webPages_areRefusedUnlessNamed() throws Exception {
        Map<String, String> evil = Map.of("Origin", "http://evil.example");
        assertThat(RawHttp.ask(url(), "POST", "/v3/kv/put", evil, put("evil", "v"))
                        .status())
                .isEqualTo(403);
        assertThat(RawHttp.ask(url(), "OPTIONS", "/v3/kv/put", evil, "").status())
                .isEqualTo(403);
        assertThat(post("/v3/kv/range", "{\"key\":\"" + base64("evil") + "\"}").body())
                .doesNotContain("kvs");

        Map<String, String> good = Map.of("Origin", "http://good.example:80");
        try (FairleadServer other = start(HttpConfig.defaults()
                .withCors(List.of("http://good.example:80"))
                .withHostWhitelist(List.of("localhost", "127.0.0.1")))) {
            String url = other.clientUrls().get(0);
            assertThat(RawHttp.ask(url, "POST", "/v3/kv/put", evil, put("k", "v"))
                            .status())
                    .isEqualTo(403);
            RawHttp.Response options = RawHttp.ask(url, "OPTIONS", "/v3/kv/put", good, "");
            assertThat(options.status()).isEqualTo(200);
            assertThat(options.headers())
                    .containsEntry("access-control-allow-origin", "http://good.example:80")
                    .containsEntry("access-control-allow-methods", "POST, GET, OPTIONS, PUT, DELETE")
                    .containsEntry("access-control-allow-headers", "accept, content-type, authorization");
            assertThat(RawHttp.ask(url, "POST", "/v3/kv/put", good, put("k", "v"))
                            .headers())
                    .containsEntry("access-control-allow-origin", "http://good.example:80");
            assertThat(RawHttp.ask(url, "GET", "/health", Map.of("Host", "rebound.example:2379"), "")
                            .status())
                    .isEqualTo(421);
            assertThat(RawHttp.ask(url, "GET", "/version", Map.of("Host", "localhost:99"), "")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void gateway_turnedOff_isNotThere() throws Exception {
        try (FairleadServer other = start(HttpConfig.defaults().withGrpcGateway(false))) {
            String url = other.clientUrls().get(0);
            assertThat(RawHttp.ask(url, "POST", "/v3/kv/put", Map.of(), put("k", "v"))
                            .status())
                    .isEqualTo(404);
            assertThat(RawHttp.ask(url, "POST", "/v3/watch", Map.of(), "{}").status())
                    .isEqualTo(404);
        }
    }
}
