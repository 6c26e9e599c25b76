package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import io.fairlead.cli.shell.ExitCode;

/** {@code member list}: shows the members. */
public final class MemberListCommand implements Command {
    @Override
    public String usage() {
        return "member list";
    }

    @Override
    public String summary() {
        return "Shows the members";
    }

    @Override
    public int run(Invocation call) {
        MemberListRequest request =
                MemberListRequest.newBuilder().setLinearizable(true).build();
        call.printer().memberList(call.connections().ask(ClusterGrpc.getMemberListMethod(), request));
        return ExitCode.SUCCESS;
    }
}
