package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.MemberRemoveRequest;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** {@code member remove}: removes a member. */
public final class MemberRemoveCommand implements Command {
    @Override
    public String usage() {
        return "member remove <memberID>";
    }

    @Override
    public String summary() {
        return "Removes a member";
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 1) {
            throw CommandFailure.badArguments("member ID is not provided");
        }
        long id = Ids.member(call.arguments().get(0));
        MemberRemoveRequest request = MemberRemoveRequest.newBuilder().setID(id).build();
        call.printer().memberRemove(id, call.connections().change(ClusterGrpc.getMemberRemoveMethod(), request));
        return ExitCode.SUCCESS;
    }
}
