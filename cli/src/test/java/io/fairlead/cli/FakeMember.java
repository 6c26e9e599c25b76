package io.fairlead.cli;

import com.google.protobuf.Message;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.CompactionResponse;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.MemberAddRequest;
import io.fairlead.api.pb.etcdserverpb.MemberAddResponse;
import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.api.pb.etcdserverpb.MemberPromoteRequest;
import io.fairlead.api.pb.etcdserverpb.MemberPromoteResponse;
import io.fairlead.api.pb.etcdserverpb.MemberRemoveRequest;
import io.fairlead.api.pb.etcdserverpb.MemberRemoveResponse;
import io.fairlead.api.pb.etcdserverpb.MemberUpdateRequest;
import io.fairlead.api.pb.etcdserverpb.MemberUpdateResponse;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderRequest;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A member that answers what a test tells it to, and remembers what it was asked. */
final class FakeMember implements AutoCloseable {
    private final List<Message> requests = new CopyOnWriteArrayList<>();
    private final Map<Class<?>, Object> answers = new ConcurrentHashMap<>();
    private final Server server;

    FakeMember() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Kv())
                .addService(new Cluster())
                .addService(new Maintenance())
                .build()
                .start();
    }

    String endpoint() {
        return "127.0.0.1:" + server.getPort();
    }

    /** From now on a request of this type is answered so: with a message, or with a status. */
    FakeMember answer(Class<? extends Message> request, Object answer) {
        answers.put(request, answer);
        return this;
    }

    List<Message> requests() {
        return requests;
    }

    <T> T only(Class<T> type) {
        return requests.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((a, b) -> {
                    throw new AssertionError("asked more than once: " + a + b);
                })
                .orElseThrow();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private <R extends Message> void handle(Message request, R empty, StreamObserver<R> observer) {
        requests.add(request);
        Object answer = answers.getOrDefault(request.getClass(), empty);
        if (answer instanceof Status status) {
            if (status.isOk()) {
                return; // Never answers.
            }
            observer.onError(status.asRuntimeException());
            return;
        }
        @SuppressWarnings("unchecked")
        R response = (R) answer;
        observer.onNext(response);
        observer.onCompleted();
    }

    private final class Kv extends KVGrpc.KVImplBase {
        @Override
        public void put(PutRequest request, StreamObserver<PutResponse> observer) {
            handle(request, PutResponse.getDefaultInstance(), observer);
        }

        @Override
        public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
            handle(request, RangeResponse.getDefaultInstance(), observer);
        }

        @Override
        public void deleteRange(DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> observer) {
            handle(request, DeleteRangeResponse.getDefaultInstance(), observer);
        }

        @Override
        public void txn(TxnRequest request, StreamObserver<TxnResponse> observer) {
            handle(request, TxnResponse.getDefaultInstance(), observer);
        }

        @Override
        public void compact(CompactionRequest request, StreamObserver<CompactionResponse> observer) {
            handle(request, CompactionResponse.getDefaultInstance(), observer);
        }
    }

    private final class Cluster extends ClusterGrpc.ClusterImplBase {
        @Override
        public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> observer) {
            handle(request, MemberAddResponse.getDefaultInstance(), observer);
        }

        @Override
        public void memberRemove(MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> observer) {
            handle(request, MemberRemoveResponse.getDefaultInstance(), observer);
        }

        @Override
        public void memberUpdate(MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> observer) {
            handle(request, MemberUpdateResponse.getDefaultInstance(), observer);
        }

        @Override
        public void memberPromote(MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> observer) {
            handle(request, MemberPromoteResponse.getDefaultInstance(), observer);
        }

        @Override
        public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
            handle(request, MemberListResponse.getDefaultInstance(), observer);
        }
    }

    private final class Maintenance extends MaintenanceGrpc.MaintenanceImplBase {
        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
            handle(request, StatusResponse.getDefaultInstance(), observer);
        }

        @Override
        public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> observer) {
            handle(request, AlarmResponse.getDefaultInstance(), observer);
        }

        @Override
        public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> observer) {
            handle(request, HashKVResponse.getDefaultInstance(), observer);
        }

        @Override
        public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> observer) {
            handle(request, MoveLeaderResponse.getDefaultInstance(), observer);
        }
    }
}
