package io.fairlead.cli.older;

import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.ExitCode;

/** {@code rm}: removes a key, or a directory with all its keys. */
public final class RemoveCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(
            OlderFlags.OUTPUT,
            Flag.bool("recursive", "a directory, with all its keys").withShorthand("r"));

    @Override
    public String usage() {
        return "rm [options] <key>";
    }

    @Override
    public String summary() {
        return "Removes a key or a directory (older spelling)";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        String path = Files.path(OlderFlags.key(call));
        boolean recursive = call.flags().isOn("recursive");
        Files.Change change = new Files(call.connections()).remove(path, recursive);
        if (change.before().isPresent()) {
            Node gone =
                    new Node(path, "", change.before().map(Node::createdIndex).orElse(0L), change.index());
            NodePrinter.print(call, "delete", gone, change.before(), change.index());
        }
        return ExitCode.SUCCESS;
    }
}
