package io.fairlead.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeStreamResponse;
import io.fairlead.api.pb.etcdserverpb.WatchCancelRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchProgressRequest;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watch calls over the network, against one real member; what the recorded scenarios do not reach. */
class WatchServiceTest {
    private static final long SECONDS = 20;

    @TempDir
    Path dir;

    private FairleadServer server;
    private ManagedChannel channel;
    private KVGrpc.KVBlockingStub kv;

    @BeforeEach
    void open() throws Exception {
        server = FairleadServer.start(ServerConfig.builder()
                .dataDir(dir)
                .listenClientUrls("http://127.0.0.1:0")
                .listenPeerUrls("http://127.0.0.1:0")
                .heartbeatInterval(Duration.ofMillis(10))
                .electionTimeout(Duration.ofMillis(100))
                .walSegmentSize(1024 * 1024)
                .unsafeNoFsync(true)
                .build());
        server.awaitReady(Duration.ofSeconds(SECONDS));
        URI url = URI.create(server.clientUrls().get(0));
        channel = NettyChannelBuilder.forAddress(url.getHost(), url.getPort())
                .usePlaintext()
                .flowControlWindow(65_535)
                .build();
        kv = KVGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        server.kill();
    }

    private static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private long put(String key, ByteString value) {
        return kv.withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                .put(PutRequest.newBuilder().setKey(text(key)).setValue(value).build())
                .getHeader()
                .getRevision();
    }

    private static WatchRequest create(String key) {
        return create(WatchCreateRequest.newBuilder().setKey(text(key)));
    }

    private static WatchRequest create(WatchCreateRequest.Builder request) {
        return WatchRequest.newBuilder().setCreateRequest(request).build();
    }

    /** A stream whose reader takes a message when the test says so. */
    private final class Stream implements ClientResponseObserver<WatchRequest, WatchResponse> {
        final CompletableFuture<Status> end = new CompletableFuture<>();
        private final BlockingQueue<WatchResponse> told = new LinkedBlockingQueue<>();
        private @Nullable ClientCallStreamObserver<WatchRequest> requests;

        Stream() {
            WatchGrpc.newStub(channel).watch(this);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> call) {
            requests = call;
            call.disableAutoRequestWithInitial(0);
        }

        @Override
        public void onNext(WatchResponse response) {
            told.add(response);
        }

        @Override
        public void onError(Throwable cause) {
            end.complete(Status.fromThrowable(cause));
        }

        @Override
        public void onCompleted() {
            end.complete(Status.OK);
        }

        ClientCallStreamObserver<WatchRequest> requests() {
            if (requests == null) {
                throw new IllegalStateException("the call has not begun");
            }
            return requests;
        }

        void send(WatchRequest request) {
            requests().onNext(request);
        }

        WatchResponse next() throws InterruptedException {
            requests().request(1);
            WatchResponse response = told.poll(SECONDS, TimeUnit.SECONDS);
            if (response == null) {
                throw new AssertionError("nothing came within " + SECONDS + " s");
            }
            return response;
        }
    }

    @Test
    void slowReader_getsEverythingOnceInOrderAndHoldsNobodyUp() throws Exception {
        Stream slow = new Stream();
        Stream quick = new Stream();
        slow.send(create("k"));
        quick.send(create("k"));
        assertThat(slow.next().getCreated()).isTrue();
        assertThat(quick.next().getCreated()).isTrue();
        ByteString large = ByteString.copyFrom(new byte[200_000]);
        int count = 40;
        long first = put("k", large);
        assertThat(quick.next().getEvents(0).getKv().getModRevision()).isEqualTo(first);
        for (int i = 1; i < count; i++) {
            long revision = put("k", large);
            assertThat(quick.next().getEvents(0).getKv().getModRevision()).isEqualTo(revision);
        }
        List<Long> seen = new ArrayList<>();
        while (seen.size() < count) {
            for (Event event : slow.next().getEventsList()) {
                seen.add(event.getKv().getModRevision());
            }
        }
        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.range(first, first + count).boxed().toList());
    }

    @Test
    void requests_farMoreThanAreReadAhead_areAllAnsweredInOrder() throws Exception {
        Stream stream = new Stream();
        for (int i = 0; i < 500; i++) {
            stream.send(create("k" + i));
            stream.send(WatchRequest.newBuilder()
                    .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(10_000))
                    .build());
            stream.send(WatchRequest.getDefaultInstance());
        }
        stream.send(WatchRequest.newBuilder()
                .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                .build());
        for (int i = 0; i < 500; i++) {
            assertThat(stream.next().getWatchId()).isEqualTo(i);
        }
        assertThat(stream.next().getWatchId()).isEqualTo(-1);
    }

    @Test
    void halfClosedStream_goesOnTellingEvents() throws Exception {
        Stream stream = new Stream();
        stream.send(create("k"));
        stream.requests().onCompleted();
        assertThat(stream.next().getCreated()).isTrue();
        long revision = put("k", text("1"));
        assertThat(stream.next().getEvents(0).getKv().getModRevision()).isEqualTo(revision);
    }

    @Test
    void badRequests_areRefusedWithAReason() throws Exception {
        Stream stream = new Stream();
        stream.send(create(WatchCreateRequest.newBuilder().setKey(text("k")).setStartRevision(-2)));
        stream.send(create(WatchCreateRequest.newBuilder().setKey(text("k")).addFiltersValue(9)));
        stream.send(create(WatchCreateRequest.newBuilder().setKey(text("k")).setRangeEnd(text("k"))));
        for (String reason : List.of(
                "mvcc: watcher start revision is negative",
                "mvcc: watcher filter is unknown",
                "mvcc: watcher range is empty")) {
            WatchResponse refused = stream.next();
            assertThat(refused.getCreated()).isTrue();
            assertThat(refused.getCanceled()).isTrue();
            assertThat(refused.getWatchId()).isEqualTo(-1);
            assertThat(refused.getCancelReason()).isEqualTo(reason);
        }
    }

    @Test
    void largeRevision_withoutFragments_isOneMessage() throws Exception {
        ByteString large = ByteString.copyFrom(new byte[900_000]);
        for (int i = 0; i < 3; i++) {
            put("k" + i, large);
        }
        Stream stream = new Stream();
        stream.send(create(WatchCreateRequest.newBuilder()
                .setKey(text("k"))
                .setRangeEnd(text("l"))
                .setPrevKv(true)));
        assertThat(stream.next().getCreated()).isTrue();
        kv.deleteRange(DeleteRangeRequest.newBuilder()
                .setKey(text("k"))
                .setRangeEnd(text("l"))
                .build());
        WatchResponse response = stream.next();
        assertThat(response.getEventsList()).hasSize(3);
        assertThat(response.getFragment()).isFalse();
    }

    @Test
    void memberThatStops_endsItsStreamsAtOnce() throws Exception {
        Stream stream = new Stream();
        stream.send(create("k"));
        assertThat(stream.next().getCreated()).isTrue();
        server.close();
        Status end = stream.end.get(SECONDS, TimeUnit.SECONDS);
        assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(end.getDescription()).isEqualTo("etcdserver: server stopped");
    }

    @Test
    void rangeStream_overTheNetwork_mergesToTheRange() {
        for (int i = 0; i < 30; i++) {
            put(String.format("k%02d", i), ByteString.copyFrom(new byte[100_000]));
        }
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(text("k"))
                .setRangeEnd(text("l"))
                .build();
        RangeStreamResponse.Builder merged = RangeStreamResponse.newBuilder();
        Iterator<RangeStreamResponse> pages =
                kv.withDeadlineAfter(SECONDS, TimeUnit.SECONDS).rangeStream(request);
        int count = 0;
        while (pages.hasNext()) {
            merged.mergeFrom(pages.next());
            count++;
        }
        assertThat(count).isGreaterThan(2);
        assertThat(merged.getRangeResponse())
                .isEqualTo(kv.withDeadlineAfter(SECONDS, TimeUnit.SECONDS).range(request));
    }

    @Test
    void rangeStream_inAnotherOrder_isUnimplemented() {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(text("k"))
                .setRangeEnd(text("l"))
                .setSortOrder(RangeRequest.SortOrder.DESCEND)
                .build();
        Iterator<RangeStreamResponse> pages =
                kv.withDeadlineAfter(SECONDS, TimeUnit.SECONDS).rangeStream(request);
        assertThatThrownBy(pages::hasNext)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
    }
}
