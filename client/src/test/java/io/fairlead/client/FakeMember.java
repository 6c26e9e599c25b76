package io.fairlead.client;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderRequest;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A member that does what its script says: one line a call, and an answer to every call behind the last line. What a client
 * asks on its own account, who leads and who the members are, is answered beside the script, while the member serves.
 */
final class FakeMember {
    /** What to do with a call. */
    private sealed interface Line {}

    private record Refuse(Status status) implements Line {}

    private record Hang() implements Line {}

    private record Die() implements Line {}

    /** What identifies the member in headers. */
    final long id;

    /** Calls that reached a handler. */
    final AtomicInteger calls = new AtomicInteger();

    /** Opens when a call hangs. */
    final CountDownLatch hanging = new CountDownLatch(1);

    /** Opens when a client breaks off a call that hangs. */
    final CountDownLatch brokenOff = new CountDownLatch(1);

    volatile long leader;

    /** In every header. */
    volatile long term = 2;

    /** Questions who leads. */
    final AtomicInteger statusCalls = new AtomicInteger();

    /** Opens when somebody asks for the members. */
    final CountDownLatch listed = new CountDownLatch(1);

    /** Headers of the last call of the script. */
    volatile Metadata headers = new Metadata();

    /** True to take every call, whatever it is, and never answer. */
    volatile boolean frozen;

    volatile List<Member> members = List.of();

    private final Queue<Line> script = new ArrayDeque<>();
    private final Server server;
    private final String endpoint;

    private FakeMember(long id, ServerBuilder<?> builder, String name) throws IOException {
        this.id = id;
        this.leader = id;
        this.server = builder.addService(new FakeKv())
                .addService(new FakeCluster())
                .addService(new FakeMaintenance())
                .intercept(new HeaderNotes())
                .maxInboundMessageSize(64 * 1024 * 1024)
                .build()
                .start();
        this.endpoint = name.isEmpty() ? "http://127.0.0.1:" + server.getPort() : "inprocess:" + name;
    }

    static FakeMember onLoopback(long id) throws IOException {
        return new FakeMember(
                id, NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), "");
    }

    static FakeMember inProcess(long id) throws IOException {
        String name = InProcessServerBuilder.generateName();
        return new FakeMember(id, InProcessServerBuilder.forName(name), name);
    }

    String endpoint() {
        return endpoint;
    }

    FakeMember refuse(EtcdError error) {
        return refuse(error.code().toStatus().withDescription(error.text()));
    }

    FakeMember refuse(Status status) {
        return line(new Refuse(status));
    }

    /** Takes the request and never answers. */
    FakeMember hang() {
        return line(new Hang());
    }

    /** Takes the request and breaks every connection. */
    FakeMember die() {
        return line(new Die());
    }

    void stop() throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination();
    }

    private FakeMember line(Line line) {
        synchronized (script) {
            script.add(line);
        }
        return this;
    }

    ResponseHeader header() {
        return ResponseHeader.newBuilder()
                .setClusterId(1)
                .setMemberId(id)
                .setRevision(calls.get())
                .setRaftTerm(term)
                .build();
    }

    private <A> void aside(StreamObserver<A> client, Supplier<A> answer) {
        if (!frozen) {
            client.onNext(answer.get());
            client.onCompleted();
        }
    }

    private <A> void play(StreamObserver<A> client, Supplier<A> answer) {
        calls.incrementAndGet();
        if (frozen) {
            hanging.countDown();
            return;
        }
        Line line;
        synchronized (script) {
            line = script.poll();
        }
        if (line == null) {
            client.onNext(answer.get());
            client.onCompleted();
        } else if (line instanceof Refuse refuse) {
            client.onError(refuse.status().asRuntimeException());
        } else if (line instanceof Hang) {
            ((ServerCallStreamObserver<A>) client).setOnCancelHandler(brokenOff::countDown);
            hanging.countDown();
        } else {
            server.shutdownNow();
        }
    }

    private final class FakeKv extends KVGrpc.KVImplBase {
        @Override
        public void range(RangeRequest request, StreamObserver<RangeResponse> client) {
            play(client, () -> RangeResponse.newBuilder().setHeader(header()).build());
        }

        @Override
        public void put(PutRequest request, StreamObserver<PutResponse> client) {
            play(client, () -> PutResponse.newBuilder().setHeader(header()).build());
        }
    }

    private final class FakeCluster extends ClusterGrpc.ClusterImplBase {
        @Override
        public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> client) {
            listed.countDown();
            aside(
                    client,
                    () -> MemberListResponse.newBuilder()
                            .setHeader(header())
                            .addAllMembers(new ArrayList<>(members))
                            .build());
        }
    }

    private final class FakeMaintenance extends MaintenanceGrpc.MaintenanceImplBase {
        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> client) {
            statusCalls.incrementAndGet();
            aside(
                    client,
                    () -> StatusResponse.newBuilder()
                            .setHeader(header())
                            .setLeader(leader)
                            .setRaftTerm(term)
                            .build());
        }

        @Override
        public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> client) {
            play(
                    client,
                    () -> MoveLeaderResponse.newBuilder().setHeader(header()).build());
        }
    }

    private final class HeaderNotes implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata found, ServerCallHandler<Q, A> next) {
            if (call.getMethodDescriptor().getFullMethodName().startsWith("etcdserverpb.KV/")) {
                headers = found;
            }
            return next.startCall(call, found);
        }
    }
}
