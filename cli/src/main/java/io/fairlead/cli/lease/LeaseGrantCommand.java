package io.fairlead.cli.lease;

import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.FlagException;
import io.fairlead.cli.flag.GoNumbers;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** {@code lease grant}: makes a lease. */
public final class LeaseGrantCommand implements Command {
    @Override
    public String usage() {
        return "lease grant <ttl>";
    }

    @Override
    public String summary() {
        return "Creates a lease";
    }

    @Override
    public String manual() {
        return """
            The lease lives for <ttl> seconds, and as much longer as it is kept alive. Keys that hang on it go
            with it.

            	$ fairlead lease grant 60
            	lease 32695410dcc0ca06 granted with TTL(60s)
            	$ fairlead put --lease=32695410dcc0ca06 worker/1 alive\
            """;
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 1) {
            throw CommandFailure.badArguments("lease grant command needs TTL argument");
        }
        LeaseGrantRequest request = LeaseGrantRequest.newBuilder()
                .setTTL(ttl(call.arguments().get(0)))
                .build();
        LeaseGrantResponse granted;
        try {
            granted = call.connections().change(LeaseGrpc.getLeaseGrantMethod(), request);
        } catch (CommandFailure e) {
            throw new CommandFailure(e.exitCode(), "failed to grant lease (" + e.getMessage() + ")");
        }
        call.printer().leaseGrant(granted);
        return ExitCode.SUCCESS;
    }

    private static long ttl(String text) {
        try {
            return GoNumbers.parseInt(text, 10);
        } catch (FlagException e) {
            throw CommandFailure.badArguments("bad TTL (" + e.getMessage() + ")");
        }
    }
}
