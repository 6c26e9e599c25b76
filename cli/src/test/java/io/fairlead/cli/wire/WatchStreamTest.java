package io.fairlead.cli.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A watch at a member that breaks every stream after one event. */
@Timeout(30)
class WatchStreamTest {
    private final List<Long> starts = new CopyOnWriteArrayList<>();

    @Test
    void watch_streamsBreak_goesOnBehindTheLastEvent() throws Exception {
        Server member = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Breaking())
                .build()
                .start();
        Duration second = Duration.ofSeconds(10);
        try (NetworkChannels channels = new NetworkChannels(Security.NONE);
                Connections connections = new Connections(
                        List.of(Endpoint.parse("127.0.0.1:" + member.getPort())),
                        new Patience(second, second, second, second),
                        Optional.empty(),
                        channels,
                        text -> {});
                WatchStream watch = new WatchStream(connections, WatchCreateRequest.getDefaultInstance())) {
            assertThat(revision(watch)).isEqualTo(6);
            assertThat(revision(watch)).isEqualTo(7);
            assertThat(revision(watch)).isEqualTo(8);
            assertThat(starts).startsWith(0L, 7L, 8L);
        } finally {
            member.shutdownNow();
        }
    }

    private static long revision(WatchStream watch) {
        return watch.next().orElseThrow().getEvents(0).getKv().getModRevision();
    }

    private final class Breaking extends WatchGrpc.WatchImplBase {
        @Override
        public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> observer) {
            return new StreamObserver<>() {
                @Override
                public void onNext(WatchRequest request) {
                    long start = request.getCreateRequest().getStartRevision();
                    starts.add(start);
                    observer.onNext(WatchResponse.newBuilder()
                            .setHeader(ResponseHeader.newBuilder().setRevision(5))
                            .setCreated(true)
                            .build());
                    observer.onNext(WatchResponse.newBuilder()
                            // What a member tells late has the revision of now, not of the event.
                            .setHeader(ResponseHeader.newBuilder().setRevision(100))
                            .addEvents(Event.newBuilder()
                                    .setKv(KeyValue.newBuilder().setModRevision(Math.max(start, 6))))
                            .build());
                    observer.onError(Status.UNAVAILABLE.asRuntimeException());
                }

                @Override
                public void onError(Throwable thrown) {}

                @Override
                public void onCompleted() {}
            };
        }
    }
}
