package io.fairlead.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.server.auth.AuthView;
import io.fairlead.server.auth.TestViews;
import io.fairlead.server.exec.thread.SystemClock;
import io.fairlead.server.http.Versions;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member that may not have heard yet who may do what. */
class DoorTest {
    private static final PutRequest PUT =
            PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build();

    private final FakeNode node = new FakeNode();
    private final EventLoops loops = new EventLoops(1);
    private ClientPort port;
    private ManagedChannel channel;

    @BeforeEach
    void open() throws IOException {
        port = ClientPort.open(
                ClientPortConfig.defaults(List.of(new ListenUrl("http", "127.0.0.1", 0))),
                node,
                loops,
                new SystemClock(),
                new Versions("3.6.0", "3.6.0", "test"),
                List.of());
        channel = NettyChannelBuilder.forTarget(port.urls().get(0).authority())
                .usePlaintext()
                .build();
        node.proposal = FakeNode.ok(PutResponse.getDefaultInstance());
        node.auth = TestViews.nobodyMayAnything();
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        port.close();
    }

    private ListenableFuture<PutResponse> put() {
        return KVGrpc.newFutureStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .put(PUT);
    }

    @Test
    void refusal_memberHearsMeanwhileThatTheCallerMay_isTakenBack() throws Exception {
        CompletableFuture<Answer<Long>> barrier = new CompletableFuture<>();
        node.barrier = barrier;
        ListenableFuture<PutResponse> call = put();
        while (node.barriers.get() == 0) {
            Thread.onSpinWait();
        }
        node.auth = AuthView.EMPTY;
        barrier.complete(Answer.ok(8L));

        assertThat(call.get(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void refusal_nothingNewHeard_standsAfterOneLook() {
        assertThatThrownBy(() -> put().get(20, TimeUnit.SECONDS)).hasMessageContaining(EtcdError.USER_EMPTY.text());
        assertThat(node.barriers).hasValue(1);
    }

    @Test
    void refusal_memberCannotCatchUp_stands() {
        node.barrier = CompletableFuture.completedFuture(Answer.refused(EtcdError.TIMEOUT));

        assertThatThrownBy(() -> put().get(20, TimeUnit.SECONDS)).hasMessageContaining(EtcdError.USER_EMPTY.text());
    }
}
