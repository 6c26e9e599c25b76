package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.MemberUpdateRequest;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** {@code member update}: gives a member other peer URLs. */
public final class MemberUpdateCommand implements Command {
    private static final FlagSet FLAGS =
            FlagSet.of(Flag.list("peer-urls", "", "where the member will serve its peers, divided by commas"));

    @Override
    public String usage() {
        return "member update [options] <memberID>";
    }

    @Override
    public String summary() {
        return "Gives a member other peer URLs";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 1) {
            throw CommandFailure.badArguments("member ID is not provided");
        }
        long id = Ids.member(call.arguments().get(0));
        if (call.flags().text("peer-urls").isEmpty()) {
            throw CommandFailure.badArguments("member peer urls not provided");
        }
        MemberUpdateRequest request = MemberUpdateRequest.newBuilder()
                .setID(id)
                .addAllPeerURLs(call.flags().list("peer-urls"))
                .build();
        call.printer().memberUpdate(id, call.connections().change(ClusterGrpc.getMemberUpdateMethod(), request));
        return ExitCode.SUCCESS;
    }
}
