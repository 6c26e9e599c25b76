package io.fairlead.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.server.exec.Clock;
import io.fairlead.server.exec.thread.SystemClock;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.PageAnswer;
import io.fairlead.server.http.PageRequest;
import io.fairlead.server.http.Versions;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client port as clients meet it: sockets, HTTP and gRPC over loopback, a fake node behind. */
@Timeout(60)
class ClientPortTest {
    private static final Clock CLOCK = new SystemClock();
    private static final Versions VERSIONS = new Versions("3.6.0", "3.6.0", "test");

    private final FakeNode node = new FakeNode();
    private final EventLoops loops = new EventLoops(1);
    private ClientPort port;
    private ManagedChannel channel;

    @BeforeEach
    void open() throws IOException {
        port = ClientPort.open(config(0, Duration.ofSeconds(10)), node, loops, CLOCK, VERSIONS, List.of(new Echo()));
        channel = Grpc.newChannelBuilder(port.urls().get(0).authority(), InsecureChannelCredentials.create())
                .build();
        node.proposal = FakeNode.ok(PutResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(2))
                .build());
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        port.close();
    }

    private static ClientPortConfig config(int tcpPort, Duration firstRequest) {
        return new ClientPortConfig(
                List.of(new ListenUrl("http", "127.0.0.1", tcpPort)),
                Optional.empty(),
                Optional.of("client-port-test"),
                1536 * 1024,
                128,
                1L << 31,
                1_000,
                Duration.ofSeconds(5),
                Duration.ofHours(2),
                Duration.ofSeconds(20),
                firstRequest,
                HttpOptions.defaults(),
                StreamOptions.defaults(),
                Duration.ofMillis(200));
    }

    private KVGrpc.KVBlockingStub kv() {
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    @Test
    void port_grpcAndHttp_areBothServed() throws Exception {
        assertThat(kv().put(put(10)).getHeader().getRevision()).isEqualTo(2);
        HttpResponse<String> health = http("/health");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
        assertThat(health.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(http("/version").body()).contains("\"etcdserver\":\"3.6.0\"");
        assertThat(http("/livez").statusCode()).isEqualTo(503);
        assertThat(http("/nope").statusCode()).isEqualTo(404);
    }

    @Test
    void port_clientInThisJvm_needsNoNetwork() {
        ManagedChannel inProcess =
                InProcessChannelBuilder.forName("client-port-test").build();
        try {
            assertThat(KVGrpc.newBlockingStub(inProcess)
                            .put(put(10))
                            .getHeader()
                            .getRevision())
                    .isEqualTo(2);
        } finally {
            inProcess.shutdownNow();
        }
    }

    @Test
    void port_healthServiceOfGrpc_serves() {
        assertThat(HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void port_serviceOfALaterRelease_isUnimplemented() {
        MethodDescriptor<PutRequest, PutResponse> later = KVGrpc.getPutMethod().toBuilder()
                .setFullMethodName("etcdserverpb.Later/Put")
                .build();
        assertStatus(
                () -> ClientCalls.blockingUnaryCall(channel, later, CallOptions.DEFAULT, put(1)),
                Status.Code.UNIMPLEMENTED);
    }

    @Test
    void health_unknownService_isNotFound() {
        assertStatus(
                () -> HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.newBuilder()
                                .setService("etcdserverpb.Nope")
                                .build()),
                Status.Code.NOT_FOUND);
    }

    @Test
    void health_watchedWhileThePortCloses_tellsBeforeItEnds() throws Exception {
        var statuses = HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .watch(HealthCheckRequest.getDefaultInstance());
        assertThat(statuses.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        port.close();
        assertThat(statuses.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void port_secondOnTheSameAddress_failsAndNamesIt() {
        int taken = port.urls().get(0).port();
        assertThatThrownBy(() ->
                        ClientPort.open(config(taken, Duration.ofSeconds(10)), node, loops, CLOCK, VERSIONS, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("http://127.0.0.1:" + taken);
    }

    @Test
    void http_garbage_isABadRequest() throws Exception {
        try (Socket socket = connect(port)) {
            send(socket, "\u0001\u0002 garbage\r\n\r\n");
            assertThat(readAll(socket)).startsWith("HTTP/1.1 400 ").contains("400 Bad Request");
        }
    }

    @Test
    void http_almostThePreface_isABadRequest() throws Exception {
        try (Socket socket = connect(port)) {
            send(socket, "PRI * HTTP/2.1\r\n\r\nSM\r\n\r\n");
            assertThat(readAll(socket)).startsWith("HTTP/1.1 ");
        }
    }

    @Test
    void http_severalRequestsAtOnce_areAnsweredInOrder() throws Exception {
        try (Socket socket = connect(port)) {
            send(
                    socket,
                    get("/echo?n=1", "Host: x") + get("/echo?n=2", "Host: x") + get("/echo?n=3", "Connection: close"));
            String answers = readAll(socket);
            assertThat(answers.indexOf("[1]")).isPositive().isLessThan(answers.indexOf("[2]"));
            assertThat(answers.indexOf("[2]")).isLessThan(answers.indexOf("[3]"));
        }
    }

    @Test
    void http_requestInPieces_isRead() throws Exception {
        try (Socket socket = connect(port)) {
            for (String piece : List.of("P", "OST /ec", "ho?n=7 HTTP/1.1\r\nContent-", "Length: 3\r\n")) {
                send(socket, piece);
            }
            send(socket, "Connection: close\r\n\r\na");
            send(socket, "bc");
            assertThat(readAll(socket)).contains("[7]").endsWith("abc");
        }
    }

    @Test
    void http_bodyAboveTheLimit_isRefused() throws Exception {
        try (Socket socket = connect(port)) {
            send(socket, "POST /echo HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n");
            assertThat(readAll(socket)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void http_pageFails_is500() throws Exception {
        assertThat(http("/echo?n=fail").statusCode()).isEqualTo(500);
    }

    @Test
    void connection_saysNothing_isClosed() throws Exception {
        assertClosedAfterSaying("");
    }

    @Test
    void connection_halfARequest_isClosed() throws Exception {
        assertClosedAfterSaying("GET /health HTTP/1.1\r\nHos");
    }

    @Test
    void connection_halfAPreface_isClosed() throws Exception {
        assertClosedAfterSaying("PRI * HTTP/2.0\r\n");
    }

    private void assertClosedAfterSaying(String words) throws Exception {
        port.close();
        port = ClientPort.open(config(0, Duration.ofMillis(50)), node, loops, CLOCK, VERSIONS, List.of());
        try (Socket socket = connect(port)) {
            send(socket, words);
            assertThat(readAll(socket)).isEmpty();
        }
    }

    @Test
    void put_aboveTheRequestLimit_isTooLarge() {
        assertRefused(
                () -> kv().put(put(1536 * 1024)), Status.Code.INVALID_ARGUMENT, "etcdserver: request is too large");
        assertThat(node.asked).isEmpty();
    }

    @Test
    void put_aboveTheMessageLimit_isRefusedInGosWords() {
        PutRequest large = put(2_200_000);
        assertRefused(
                () -> kv().put(large),
                Status.Code.RESOURCE_EXHAUSTED,
                "grpc: received message larger than max (" + large.getSerializedSize() + " vs. 2097152)");
        assertThat(kv().put(put(10)).getHeader().getRevision()).isEqualTo(2);
    }

    @Test
    void put_farAboveTheMessageLimit_isRefused() {
        assertStatus(() -> kv().put(put(20_000_000)), Status.Code.RESOURCE_EXHAUSTED);
        assertThat(kv().put(put(10)).getHeader().getRevision()).isEqualTo(2);
    }

    @Test
    void range_largeKey_isNoMatterOfTheRequestLimit() {
        node.range = FakeNode.ok(io.fairlead.api.pb.etcdserverpb.RangeResponse.getDefaultInstance());
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(ByteString.copyFrom(new byte[1_700_000]))
                .build();
        assertThat(kv().range(request).getKvsCount()).isZero();
    }

    @Test
    void put_callerGivesUp_isNotAnswered() {
        node.proposal = new CompletableFuture<>();
        assertStatus(
                () -> KVGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(50, TimeUnit.MILLISECONDS)
                        .put(put(1)),
                Status.Code.DEADLINE_EXCEEDED);
        node.proposal.complete(io.fairlead.api.error.Answer.ok(PutResponse.getDefaultInstance()));
        node.proposal = FakeNode.ok(PutResponse.getDefaultInstance());
        assertThat(kv().put(put(1)).hasHeader()).isTrue();
    }

    @Test
    void close_callUnderWay_isCutOffAfterTheStopTimeout() throws Exception {
        node.proposal = new CompletableFuture<>();
        var call = KVGrpc.newFutureStub(channel).put(put(1));
        while (node.asked.isEmpty()) {
            Thread.onSpinWait();
        }
        port.close();
        assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void close_lastPort_releasesTheEventLoops() throws Exception {
        EventLoops.Hold hold = loops.hold();
        port.close();
        hold.close();
        assertThat(hold.group().terminationFuture().await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static PutRequest put(int valueSize) {
        return PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k"))
                .setValue(ByteString.copyFrom(new byte[valueSize]))
                .build();
    }

    private HttpResponse<String> http(String path) throws Exception {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(port.urls().get(0) + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static String get(String target, String header) {
        return String.join("\r\n", "GET " + target + " HTTP/1.1", header, "", "");
    }

    private static Socket connect(ClientPort port) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), port.urls().get(0).port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String words) throws IOException {
        socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String readAll(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static void assertStatus(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Status.Code code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refused -> assertThat(refused.getStatus().getCode()).isEqualTo(code));
    }

    private static void assertRefused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Status.Code code, String text) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
            assertThat(refused.getStatus().getDescription()).isEqualTo(text);
            assertThat(refused.getStatus().getCode()).isEqualTo(code);
        });
    }

    /** Says what it was asked. */
    private static final class Echo implements HttpPage {
        @Override
        public boolean serves(String path) {
            return path.equals("/echo");
        }

        @Override
        public CompletableFuture<PageAnswer> answer(PageRequest request) {
            if (request.values("n").contains("fail")) {
                return CompletableFuture.failedFuture(new IllegalStateException("as asked"));
            }
            Bytes body = Bytes.utf8(request.values("n").toString()).concat(request.body());
            return CompletableFuture.completedFuture(PageAnswer.text(200, body.toUtf8()));
        }
    }
}
