package io.fairlead.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.client.endpoint.Endpoint;
import io.fairlead.client.endpoint.EndpointSource;
import io.fairlead.client.endpoint.Endpoints;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream against a server whose end is in the test's hand. */
@Timeout(60)
class StreamCallTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Lane lane = new Lane(threads);

    /** What the server saw and what came back, in order: a word each. */
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    private final BlockingQueue<StreamObserver<WatchResponse>> streams = new LinkedBlockingQueue<>();
    private final CompletableFuture<Optional<String>> token = new CompletableFuture<>();

    @SuppressWarnings("NullAway.Init") // set before each
    private Server server;

    @SuppressWarnings("NullAway.Init") // set before each
    private Endpoints endpoints;

    @SuppressWarnings("NullAway.Init") // set before each
    private StreamCall<WatchRequest, WatchResponse> stream;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .addService(new Echo())
                .intercept(new HeaderNotes())
                .build()
                .start();
        endpoints = new Endpoints(
                EndpointSource.of(List.of("inprocess:" + name)),
                address -> InProcessChannelBuilder.forName(address.target()).build(),
                System::nanoTime);
        Endpoint endpoint = endpoints.next(Set.of());
        stream = new StreamCall<>(endpoint, WatchGrpc.getWatchMethod(), lane, new Notes(), Upkeep.NONE, Observers.NONE);
        on(call -> call.open(new OneToken(), true));
    }

    @AfterEach
    void stop() throws InterruptedException {
        endpoints.close();
        server.shutdownNow();
        server.awaitTermination();
        threads.shutdown();
    }

    @Test
    void stream_sentBeforeTheToken_leavesWithItInOrder() throws InterruptedException {
        on(call -> {
            call.request(1);
            call.send(create(1));
            call.send(create(2));
        });
        token.complete(Optional.of("t"));

        assertThat(next()).isEqualTo("headers t true");
        assertThat(next()).isEqualTo("got 1");
        assertThat(next()).isEqualTo("got 2");
    }

    @Test
    void stream_messages_comeWhenAskedForAlone() throws InterruptedException {
        token.complete(Optional.empty());
        on(call -> call.send(create(1)));
        assertThat(next()).isEqualTo("headers - true");
        assertThat(next()).isEqualTo("got 1");
        StreamObserver<WatchResponse> client = streams.take();
        client.onNext(answer(7));
        client.onNext(answer(8));
        on(call -> call.request(1));

        assertThat(next()).isEqualTo("open");
        assertThat(next()).isEqualTo("answer 7");

        on(call -> call.request(1));

        assertThat(next()).isEqualTo("answer 8");
    }

    @Test
    void stream_endedInGoodOrder_saysSo() throws InterruptedException {
        token.complete(Optional.empty());
        assertThat(next()).isEqualTo("headers - true");
        streams.take().onCompleted();

        assertThat(nextEnd()).isEqualTo("end OK");

        on(call -> {
            call.send(create(1));
            call.cancel("too late");
        });
        on(call -> seen.add("flushed"));
        assertThat(next()).isEqualTo("flushed");
    }

    @ParameterizedTest
    @EnumSource(names = {"INVALID_AUTH_TOKEN", "AUTH_OLD_REVISION", "USER_EMPTY"})
    void stream_refusedToken_isReportedToItsSource(EtcdError error) throws InterruptedException {
        token.complete(Optional.of("old"));
        assertThat(next()).isEqualTo("headers old true");
        streams.take()
                .onError(error.code().toStatus().withDescription(error.text()).asRuntimeException());

        assertThat(nextEnd()).isEqualTo("refused old");
        assertThat(next()).isEqualTo("end " + error.code());
    }

    @Test
    void stream_cancelledBeforeTheToken_neverStarts() throws InterruptedException {
        on(call -> call.cancel("no longer wanted"));
        token.complete(Optional.empty());

        assertThat(next()).isEqualTo("end CANCELLED");
        on(call -> seen.add("flushed"));
        assertThat(next()).isEqualTo("flushed");
    }

    @Test
    void stream_noToken_endsWithTheReason() throws InterruptedException {
        token.completeExceptionally(new IllegalStateException("no token to be had"));

        assertThat(next()).isEqualTo("end UNAUTHENTICATED");
    }

    @Test
    void stream_halfClosedBeforeTheToken_isHalfClosedWhenItStarts() throws InterruptedException {
        on(call -> {
            call.send(create(1));
            call.halfClose();
        });
        token.complete(Optional.empty());

        assertThat(next()).isEqualTo("headers - true");
        assertThat(next()).isEqualTo("got 1");
        assertThat(next()).isEqualTo("client done");
    }

    private void on(Consumer<StreamCall<WatchRequest, WatchResponse>> action) {
        lane.execute(() -> action.accept(stream));
    }

    private String next() throws InterruptedException {
        String word = seen.poll(30, TimeUnit.SECONDS);
        return word == null ? "nothing" : word;
    }

    /** The next word that is not about the opening, which may come or not before an end. */
    private String nextEnd() throws InterruptedException {
        String word = next();
        return word.equals("open") ? next() : word;
    }

    private static WatchRequest create(long id) {
        return WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setWatchId(id))
                .build();
    }

    private static WatchResponse answer(long id) {
        return WatchResponse.newBuilder().setWatchId(id).build();
    }

    private final class OneToken implements TokenSource {
        @Override
        public CompletableFuture<Optional<String>> token() {
            return token;
        }

        @Override
        public boolean refused(Optional<String> refused) {
            seen.add("refused " + refused.orElse("-"));
            return false;
        }
    }

    private final class Notes implements StreamEvents<WatchResponse> {
        @Override
        public void onOpen() {
            seen.add("open");
        }

        @Override
        public void onMessage(WatchResponse message) {
            seen.add("answer " + message.getWatchId());
        }

        @Override
        public void onEnd(Failure end) {
            seen.add("end " + end.code());
        }
    }

    private final class HeaderNotes implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            seen.add("headers " + text(headers, "token") + " " + text(headers, "hasleader"));
            return next.startCall(call, headers);
        }

        private static String text(Metadata headers, String key) {
            String value = headers.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER));
            return value == null ? "-" : value;
        }
    }

    private final class Echo extends WatchGrpc.WatchImplBase {
        @Override
        public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> client) {
            streams.add(client);
            return new StreamObserver<>() {
                @Override
                public void onNext(WatchRequest request) {
                    seen.add("got " + request.getCreateRequest().getWatchId());
                }

                @Override
                public void onError(Throwable thrown) {
                    // The client broke off, or we ended the stream: the test knows.
                }

                @Override
                public void onCompleted() {
                    seen.add("client done");
                }
            };
        }
    }
}
