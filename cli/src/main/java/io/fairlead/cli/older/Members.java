package io.fairlead.cli.older;

import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import io.fairlead.cli.command.Invocation;
import java.util.List;

/** The members as one of them knows them; unlike the newer commands these need no quorum for it. */
final class Members {
    private Members() {}

    static List<Member> list(Invocation call) {
        MemberListRequest request =
                MemberListRequest.newBuilder().setLinearizable(false).build();
        return call.connections()
                .ask(ClusterGrpc.getMemberListMethod(), request)
                .getMembersList();
    }
}
