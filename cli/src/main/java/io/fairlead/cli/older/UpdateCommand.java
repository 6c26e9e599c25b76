package io.fairlead.cli.older;

import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.ExitCode;

/** {@code update}: gives a key a value, which must be there. */
public final class UpdateCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(OlderFlags.OUTPUT, OlderFlags.TTL);

    @Override
    public String usage() {
        return "update <key> <value>";
    }

    @Override
    public String summary() {
        return "Gives a key a value, which must be there (older spelling)";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        String path = Files.path(OlderFlags.key(call));
        String value = OlderFlags.value(call);
        Files.Change change = new Files(call.connections()).update(path, value);
        long created = change.before().map(Node::createdIndex).orElse(change.index());
        NodePrinter.print(
                call, "update", new Node(path, value, created, change.index()), change.before(), change.index());
        return ExitCode.SUCCESS;
    }
}
