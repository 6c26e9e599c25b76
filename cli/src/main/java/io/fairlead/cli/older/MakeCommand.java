package io.fairlead.cli.older;

import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.ExitCode;
import java.util.Optional;

/** {@code mk}: makes a key, which must not be there. */
public final class MakeCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(OlderFlags.OUTPUT, OlderFlags.TTL);

    @Override
    public String usage() {
        return "mk <key> <value>";
    }

    @Override
    public String summary() {
        return "Makes a key, which must not be there (older spelling)";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        String path = Files.path(OlderFlags.key(call));
        String value = OlderFlags.value(call);
        Files.Change change = new Files(call.connections()).make(path, value);
        long created = change.before().map(Node::createdIndex).orElse(change.index());
        NodePrinter.print(
                call, "create", new Node(path, value, created, change.index()), Optional.empty(), change.index());
        return ExitCode.SUCCESS;
    }
}
