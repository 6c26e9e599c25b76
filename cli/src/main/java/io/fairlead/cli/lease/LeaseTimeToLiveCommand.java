package io.fairlead.cli.lease;

import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Ids;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** {@code lease timetolive}: tells how long a lease has yet to live. */
public final class LeaseTimeToLiveCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(Flag.bool("keys", "also show the keys that hang on it"));

    @Override
    public String usage() {
        return "lease timetolive <leaseID> [options]";
    }

    @Override
    public String summary() {
        return "Tells how long a lease has yet to live, and what hangs on it";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 1) {
            throw CommandFailure.badArguments("lease timetolive command needs lease ID as argument");
        }
        boolean withKeys = call.flags().isOn("keys");
        LeaseTimeToLiveRequest request = LeaseTimeToLiveRequest.newBuilder()
                .setID(Ids.leaseArgument(call.arguments().get(0)))
                .setKeys(withKeys)
                .build();
        call.printer().leaseTimeToLive(call.connections().ask(LeaseGrpc.getLeaseTimeToLiveMethod(), request), withKeys);
        return ExitCode.SUCCESS;
    }
}
