package io.fairlead.cli.older;

import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberUpdateRequest;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.Arrays;

/** {@code member update ID URL} in the older words. */
public final class MemberUpdateCommand implements Command {
    @Override
    public String usage() {
        return "member update <memberID> <peerURLs>";
    }

    @Override
    public String summary() {
        return "Gives a member other peer URLs (older spelling)";
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 2) {
            throw CommandFailure.bare(
                    ExitCode.ERROR,
                    "Provide an ID and a list of comma separated peerURL"
                            + " (0xabcd http://example.com,http://example1.com)");
        }
        String id = call.arguments().get(0);
        for (Member member : Members.list(call)) {
            if (Long.toHexString(member.getID()).equals(id)) {
                MemberUpdateRequest request = MemberUpdateRequest.newBuilder()
                        .setID(member.getID())
                        .addAllPeerURLs(Arrays.asList(call.arguments().get(1).split(",")))
                        .build();
                call.connections().change(ClusterGrpc.getMemberUpdateMethod(), request);
                call.console().out().println("Updated member with ID " + id + " in cluster");
                return ExitCode.SUCCESS;
            }
        }
        throw CommandFailure.bare(ExitCode.ERROR, "No such member: " + id);
    }
}
