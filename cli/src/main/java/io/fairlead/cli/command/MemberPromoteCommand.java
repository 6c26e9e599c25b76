package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.MemberPromoteRequest;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** {@code member promote}: makes a voter of a learner that has caught up. */
public final class MemberPromoteCommand implements Command {
    @Override
    public String usage() {
        return "member promote <memberID>";
    }

    @Override
    public String summary() {
        return "Makes a voter of a learner that has caught up";
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 1) {
            throw CommandFailure.badArguments("member ID is not provided");
        }
        long id = Ids.member(call.arguments().get(0));
        MemberPromoteRequest request =
                MemberPromoteRequest.newBuilder().setID(id).build();
        call.printer().memberPromote(id, call.connections().change(ClusterGrpc.getMemberPromoteMethod(), request));
        return ExitCode.SUCCESS;
    }
}
