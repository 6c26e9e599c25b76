package io.fairlead.client.cluster;

import com.google.protobuf.MessageLite;
import io.fairlead.api.Consistency;
import io.fairlead.api.cluster.AsyncCluster;
import io.fairlead.api.cluster.ClusterMember;
import io.fairlead.api.cluster.MemberAdded;
import io.fairlead.api.cluster.MemberList;
import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberAddRequest;
import io.fairlead.api.pb.etcdserverpb.MemberAddResponse;
import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import io.fairlead.api.pb.etcdserverpb.MemberPromoteRequest;
import io.fairlead.api.pb.etcdserverpb.MemberRemoveRequest;
import io.fairlead.api.pb.etcdserverpb.MemberUpdateRequest;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.Effect;
import io.fairlead.client.call.Target;
import io.fairlead.client.call.Wire;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Membership over gRPC. */
final class RemoteAsyncCluster implements AsyncCluster {
    private final Caller caller;

    RemoteAsyncCluster(Caller caller) {
        this.caller = caller;
    }

    @Override
    public CompletableFuture<MemberList> members(Consistency consistency) {
        MemberListRequest request = MemberListRequest.newBuilder()
                .setLinearizable(consistency == Consistency.LINEARIZABLE)
                .build();
        return caller.call(
                ClusterGrpc.getMemberListMethod(),
                request,
                Effect.READ,
                consistency == Consistency.SERIALIZABLE ? Target.ANY_ALONE : Target.ANY,
                (response, endpoint) -> members(response.getHeader(), response.getMembersList()));
    }

    @Override
    public CompletableFuture<MemberAdded> add(List<String> peerUrls) {
        return add(peerUrls, false);
    }

    @Override
    public CompletableFuture<MemberAdded> addLearner(List<String> peerUrls) {
        return add(peerUrls, true);
    }

    @Override
    public CompletableFuture<MemberList> remove(long memberId) {
        MemberRemoveRequest request =
                MemberRemoveRequest.newBuilder().setID(memberId).build();
        return call(
                ClusterGrpc.getMemberRemoveMethod(),
                request,
                Effect.WRITE,
                response -> members(response.getHeader(), response.getMembersList()));
    }

    @Override
    public CompletableFuture<MemberList> update(long memberId, List<String> peerUrls) {
        MemberUpdateRequest request = MemberUpdateRequest.newBuilder()
                .setID(memberId)
                .addAllPeerURLs(peerUrls)
                .build();
        return call(
                ClusterGrpc.getMemberUpdateMethod(),
                request,
                Effect.WRITE,
                response -> members(response.getHeader(), response.getMembersList()));
    }

    @Override
    public CompletableFuture<MemberList> promote(long memberId) {
        MemberPromoteRequest request =
                MemberPromoteRequest.newBuilder().setID(memberId).build();
        return call(
                ClusterGrpc.getMemberPromoteMethod(),
                request,
                Effect.WRITE,
                response -> members(response.getHeader(), response.getMembersList()));
    }

    private CompletableFuture<MemberAdded> add(List<String> peerUrls, boolean learner) {
        MemberAddRequest request = MemberAddRequest.newBuilder()
                .addAllPeerURLs(peerUrls)
                .setIsLearner(learner)
                .build();
        return call(ClusterGrpc.getMemberAddMethod(), request, Effect.WRITE, RemoteAsyncCluster::added);
    }

    private <Q extends MessageLite, A, R> CompletableFuture<R> call(
            MethodDescriptor<Q, A> method, Q request, Effect effect, Function<? super A, ? extends R> result) {
        return caller.call(method, request, effect, Target.ANY, (answer, endpoint) -> result.apply(answer));
    }

    private static MemberAdded added(MemberAddResponse response) {
        return new MemberAdded(
                Wire.header(response.getHeader()),
                member(response.getMember()),
                members(response.getHeader(), response.getMembersList()).members());
    }

    private static MemberList members(ResponseHeader header, List<Member> members) {
        return new MemberList(
                Wire.header(header),
                members.stream().map(RemoteAsyncCluster::member).collect(Collectors.toList()));
    }

    private static ClusterMember member(Member member) {
        return new ClusterMember(
                member.getID(),
                member.getName(),
                List.copyOf(member.getPeerURLsList()),
                List.copyOf(member.getClientURLsList()),
                member.getIsLearner());
    }
}
