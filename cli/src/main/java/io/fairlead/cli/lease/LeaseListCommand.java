package io.fairlead.cli.lease;

import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesRequest;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.ExitCode;

/** {@code lease list}: shows the leases that live. */
public final class LeaseListCommand implements Command {
    @Override
    public String usage() {
        return "lease list";
    }

    @Override
    public String summary() {
        return "Shows the leases that live";
    }

    @Override
    public int run(Invocation call) {
        call.printer()
                .leases(call.connections()
                        .ask(LeaseGrpc.getLeaseLeasesMethod(), LeaseLeasesRequest.getDefaultInstance()));
        return ExitCode.SUCCESS;
    }
}
