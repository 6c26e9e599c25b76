package io.fairlead.cli.older;

import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.ExitCode;
import java.util.Optional;

/** {@code get} of the older key space: shows a value, as the member that is asked has it. */
public final class ShowCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(
            OlderFlags.OUTPUT,
            Flag.bool("quorum", "ask the cluster, not one member").withShorthand("q"),
            Flag.bool("sort", "accepted, and without effect on one key"));

    @Override
    public String usage() {
        return "get <key>";
    }

    @Override
    public String summary() {
        return "Shows the value of a key (older spelling)";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        String path = Files.path(OlderFlags.key(call));
        Node node = new Files(call.connections()).get(path, call.flags().isOn("quorum"));
        NodePrinter.print(call, "get", node, Optional.empty(), node.modifiedIndex());
        return ExitCode.SUCCESS;
    }
}
