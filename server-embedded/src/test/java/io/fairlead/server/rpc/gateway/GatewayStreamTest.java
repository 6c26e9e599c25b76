package io.fairlead.server.rpc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.server.http.PageAnswer;
import io.fairlead.server.http.PageRequest;
import io.fairlead.server.http.StreamPage;
import io.fairlead.server.http.StreamReply;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.AnonymousInProcessSocketAddress;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One stream between a service and a connection that are both made up, in one thread: who waits for whom. */
class GatewayStreamTest {
    private final Service service = new Service();
    private final Reply reply = new Reply();
    private Server server;
    private ManagedChannel channel;
    private StreamPage.Listener stream;

    @BeforeEach
    void open() throws IOException {
        AnonymousInProcessSocketAddress address = new AnonymousInProcessSocketAddress();
        server = InProcessServerBuilder.forAddress(address)
                .directExecutor()
                .addService(service)
                .build()
                .start();
        channel = InProcessChannelBuilder.forAddress(address).directExecutor().build();
        stream = new StreamGateway(channel, 1_000)
                .open(new PageRequest("POST", "/v3/watch", Map.of(), Map.of(), Bytes.empty()), reply);
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    private static WatchResponse response(long id) {
        return WatchResponse.newBuilder().setWatchId(id).build();
    }

    @Test
    void connectionWithoutRoom_holdsTheServiceBack() {
        reply.ready = false;
        assertThat(service.call.isReady()).isTrue();
        service.call.onNext(response(1));
        assertThat(reply.parts).containsExactly("{\"result\":{\"watch_id\":\"1\"}}\n");
        assertThat(service.call.isReady()).isFalse();

        reply.ready = true;
        stream.onReady();
        assertThat(service.call.isReady()).isTrue();
        stream.onReady();
        service.call.onNext(response(2));
        assertThat(reply.parts).hasSize(2);
    }

    @Test
    void serviceThatTakesNothing_leavesTheBodyUnread() {
        assertThat(reply.asked).isEqualTo(1);
        stream.onBody(Bytes.utf8("{} {}"));
        assertThat(service.requests).hasSize(1);
        assertThat(reply.asked).isEqualTo(1);

        service.call.request(1);
        assertThat(service.requests).hasSize(2);
        assertThat(reply.asked).isEqualTo(1);
        service.call.request(1);
        assertThat(reply.asked).isEqualTo(2);
        stream.onBodyEnd();
        assertThat(service.halfClosed).isTrue();
    }

    @Test
    void clientGoesAway_cancelsTheCall() {
        stream.onBody(Bytes.utf8("{}"));
        stream.onGone();
        assertThat(service.call.isCancelled()).isTrue();
        assertThat(reply.ended).isFalse();
    }

    @Test
    void serviceFails_theFailureIsTheLastLine() {
        service.call.onNext(response(1));
        service.call.onError(
                Status.UNAVAILABLE.withDescription("etcdserver: no leader").asException());
        assertThat(reply.status).isEqualTo(200);
        assertThat(reply.parts)
                .last()
                .isEqualTo("{\"error\":{\"grpc_code\":14,\"http_code\":503,\"code\":14,"
                        + "\"message\":\"etcdserver: no leader\"}}\n");
        assertThat(reply.ended).isTrue();
    }

    @Test
    void serviceFailsAtOnce_theStatusIsItsOwn() {
        service.call.onError(Status.PERMISSION_DENIED.withDescription("no").asException());
        assertThat(reply.status).isEqualTo(403);
        assertThat(reply.ended).isTrue();
        stream.onBody(Bytes.utf8("{}"));
        assertThat(service.requests).isEmpty();
    }

    @Test
    void requestThatCantBeRead_cancelsTheCallAndSaysWhy() {
        stream.onBody(Bytes.utf8("{\"nope\":}"));
        assertThat(service.call.isCancelled()).isTrue();
        assertThat(reply.status).isEqualTo(400);
        assertThat(reply.ended).isTrue();
    }

    @Test
    void requestTooLong_isRefusedBeforeItsEnd() {
        stream.onBody(Bytes.utf8("{\"x\":\"" + "y".repeat(2_000)));
        assertThat(reply.status).isEqualTo(400);
        assertThat(service.call.isCancelled()).isTrue();
    }

    @Test
    void serviceEnds_theReplyEnds() {
        service.call.onCompleted();
        assertThat(reply.status).isEqualTo(200);
        assertThat(reply.parts).isEmpty();
        assertThat(reply.ended).isTrue();
    }

    /** A watch that does what the test does. */
    private static final class Service extends WatchGrpc.WatchImplBase {
        private final List<WatchRequest> requests = new ArrayList<>();

        @SuppressWarnings("NullAway.Init") // set when the call begins, before any test looks
        private ServerCallStreamObserver<WatchResponse> call;

        private boolean halfClosed;

        @Override
        public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> responses) {
            call = (ServerCallStreamObserver<WatchResponse>) responses;
            call.disableAutoRequest();
            call.request(1);
            call.setOnCancelHandler(() -> {});
            return new StreamObserver<>() {
                @Override
                public void onNext(WatchRequest request) {
                    requests.add(request);
                }

                @Override
                public void onError(Throwable cause) {
                    // The call's own state tells.
                }

                @Override
                public void onCompleted() {
                    halfClosed = true;
                }
            };
        }
    }

    /** A connection that does what the test says. */
    private static final class Reply implements StreamReply {
        private final List<String> parts = new ArrayList<>();
        private boolean ready = true;
        private boolean ended;
        private int status;
        private int asked;

        @Override
        public Executor executor() {
            return Runnable::run;
        }

        @Override
        public void readMore() {
            asked++;
        }

        @Override
        public void start(int code, String contentType, Map<String, String> headers) {
            status = code;
        }

        @Override
        public void write(Bytes part) {
            parts.add(part.toUtf8());
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public void answer(PageAnswer whole) {
            status = whole.status();
            ended = true;
        }
    }
}
