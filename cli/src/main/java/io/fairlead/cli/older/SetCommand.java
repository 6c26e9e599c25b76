package io.fairlead.cli.older;

import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.ExitCode;

/** {@code set}: gives a key a value. */
public final class SetCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(OlderFlags.OUTPUT, OlderFlags.TTL);

    @Override
    public String usage() {
        return "set <key> <value>";
    }

    @Override
    public String summary() {
        return "Gives a key a value (older spelling)";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        String path = Files.path(OlderFlags.key(call));
        String value = OlderFlags.value(call);
        Files.Change change = new Files(call.connections()).set(path, value);
        long created = change.before().map(Node::createdIndex).orElse(change.index());
        NodePrinter.print(call, "set", new Node(path, value, created, change.index()), change.before(), change.index());
        return ExitCode.SUCCESS;
    }
}
