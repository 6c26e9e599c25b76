package io.fairlead.cli.lease;

import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeResponse;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Ids;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** {@code lease revoke}: ends a lease, and the keys that hang on it. */
public final class LeaseRevokeCommand implements Command {
    @Override
    public String usage() {
        return "lease revoke <leaseID>";
    }

    @Override
    public String summary() {
        return "Ends a lease, and removes the keys that hang on it";
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 1) {
            throw CommandFailure.badArguments("lease revoke command needs 1 argument");
        }
        long id = Ids.leaseArgument(call.arguments().get(0));
        LeaseRevokeResponse revoked;
        try {
            revoked = call.connections()
                    .change(
                            LeaseGrpc.getLeaseRevokeMethod(),
                            LeaseRevokeRequest.newBuilder().setID(id).build());
        } catch (CommandFailure e) {
            throw new CommandFailure(e.exitCode(), "failed to revoke lease (" + e.getMessage() + ")");
        }
        call.printer().leaseRevoke(id, revoked);
        return ExitCode.SUCCESS;
    }
}
