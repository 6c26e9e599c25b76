package io.fairlead.server.rpc;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.Member;
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
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.server.node.Node;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** etcd's Cluster service. Its headers carry no revision. */
final class ClusterService extends ClusterGrpc.ClusterImplBase {
    private final Node node;
    private final Desk desk;

    ClusterService(Node node, Desk desk) {
        this.node = node;
        this.desk = desk;
    }

    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        if (request.getLinearizable()) {
            desk.answer(call, node.linearizableReadBarrier(), index -> memberList());
        } else {
            desk.answer(call, memberList());
        }
    }

    private MemberListResponse memberList() {
        return MemberListResponse.newBuilder()
                .setHeader(header())
                .addAllMembers(toPb(node.members()))
                .build();
    }

    @Override
    public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        if (!PeerUrlRules.areValid(request.getPeerURLsList())) {
            desk.refuse(call, EtcdError.MEMBER_BAD_URLS);
            return;
        }
        List<String> sorted = request.getPeerURLsList().stream().sorted().toList();
        desk.answer(
                call,
                node.addMember(sorted, request.getIsLearner()),
                change -> MemberAddResponse.newBuilder()
                        .setHeader(header())
                        .setMember(toPb(change.member()))
                        .addAllMembers(toPb(change.members()))
                        .build());
    }

    @Override
    public void memberRemove(MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.answer(
                call,
                node.removeMember(request.getID()),
                change -> MemberRemoveResponse.newBuilder()
                        .setHeader(header())
                        .addAllMembers(toPb(change.members()))
                        .build());
    }

    @Override
    public void memberUpdate(MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        // etcd takes any text here and puts it into its log; a URL nobody can reach would cut the member off.
        if (!PeerUrlRules.areValid(request.getPeerURLsList())) {
            desk.refuse(call, EtcdError.MEMBER_BAD_URLS);
            return;
        }
        desk.answer(
                call,
                node.updateMember(request.getID(), request.getPeerURLsList()),
                change -> MemberUpdateResponse.newBuilder()
                        .setHeader(header())
                        .addAllMembers(toPb(change.members()))
                        .build());
    }

    @Override
    public void memberPromote(MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.answer(
                call,
                node.promoteMember(request.getID()),
                change -> MemberPromoteResponse.newBuilder()
                        .setHeader(header())
                        .addAllMembers(toPb(change.members()))
                        .build());
    }

    private ResponseHeader header() {
        return desk.headers().at(0);
    }

    private static List<Member> toPb(List<io.fairlead.server.membership.Member> members) {
        return members.stream().map(ClusterService::toPb).toList();
    }

    private static Member toPb(io.fairlead.server.membership.Member member) {
        return Member.newBuilder()
                .setID(member.id())
                .setName(member.name())
                .addAllPeerURLs(member.peerUrls())
                .addAllClientURLs(member.clientUrls())
                .setIsLearner(member.learner())
                .build();
    }
}
