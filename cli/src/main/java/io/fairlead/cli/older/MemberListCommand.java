package io.fairlead.cli.older;

import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.io.PrintStream;
import java.util.List;

/** {@code member list} in the older words, which also name the leader. */
public final class MemberListCommand implements Command {
    @Override
    public String usage() {
        return "member list";
    }

    @Override
    public String summary() {
        return "Shows the members (older spelling)";
    }

    @Override
    public int run(Invocation call) {
        PrintStream out = call.console().out();
        List<Member> members = Members.list(call);
        long leader = call.connections()
                .ask(MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance())
                .getLeader();
        if (leader == 0) {
            throw CommandFailure.bare(ExitCode.ERROR, "Failed to get leader: the cluster has no leader");
        }
        for (Member member : members) {
            String id = Long.toHexString(member.getID());
            String peers = " peerURLs=" + String.join(",", member.getPeerURLsList());
            if (member.getName().isEmpty()) {
                out.println(id + "[unstarted]:" + peers);
            } else {
                out.println(id + ": name=" + member.getName() + peers + " clientURLs="
                        + String.join(",", member.getClientURLsList()) + " isLeader=" + (member.getID() == leader));
            }
        }
        return ExitCode.SUCCESS;
    }
}
