package io.fairlead.cli.older;

import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;

/** {@code member add NAME URL} in the older words. */
public final class MemberAddCommand implements Command {
    private static final FlagSet FLAGS =
            FlagSet.of(Flag.bool("learner", "add it as a learner, which has no vote until it is promoted"));

    @Override
    public String usage() {
        return "member add <name> <peerURL>";
    }

    @Override
    public String summary() {
        return "Makes room for a member (older spelling)";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 2) {
            throw CommandFailure.bare(ExitCode.ERROR, "Provide a name and a single member peerURL");
        }
        return io.fairlead.cli.command.MemberAddCommand.runOlder(
                call, call.arguments().get(0), List.of(call.arguments().get(1)));
    }
}
