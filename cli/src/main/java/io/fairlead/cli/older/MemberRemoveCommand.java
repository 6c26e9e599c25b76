package io.fairlead.cli.older;

import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberRemoveRequest;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** {@code member remove ID} in the older words. */
public final class MemberRemoveCommand implements Command {
    @Override
    public String usage() {
        return "member remove <memberID>";
    }

    @Override
    public String summary() {
        return "Removes a member (older spelling)";
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 1) {
            throw CommandFailure.bare(ExitCode.ERROR, "Provide a single member ID");
        }
        String id = call.arguments().get(0);
        for (Member member : Members.list(call)) {
            if (Long.toHexString(member.getID()).equals(id)) {
                MemberRemoveRequest request =
                        MemberRemoveRequest.newBuilder().setID(member.getID()).build();
                call.connections().change(ClusterGrpc.getMemberRemoveMethod(), request);
                call.console().out().println("Removed member " + id + " from cluster");
                return ExitCode.SUCCESS;
            }
        }
        throw CommandFailure.bare(ExitCode.ERROR, "Couldn't find a member in the cluster with an ID of " + id + ".");
    }
}
