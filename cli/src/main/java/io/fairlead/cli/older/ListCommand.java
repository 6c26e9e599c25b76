package io.fairlead.cli.older;

import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagKind;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.ExitCode;
import java.util.Set;
import java.util.TreeSet;

/** {@code ls}: shows the keys of a directory. */
public final class ListCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(
            Flag.bool("recursive", "also what lies deeper").withShorthand("r"),
            Flag.bool("sort", "accepted: the paths are always in order"),
            Flag.bool("quorum", "accepted: the cluster is always asked").withShorthand("q"),
            new Flag("p", "p", FlagKind.BOOL, "false", "put a slash behind directories"));

    @Override
    public String usage() {
        return "ls [options] [key]";
    }

    @Override
    public String summary() {
        return "Shows the keys of a directory (older spelling)";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        String top =
                Files.path(call.arguments().isEmpty() ? "/" : call.arguments().get(0));
        boolean recursive = call.flags().isOn("recursive");
        String directoryMark = call.flags().isOn("p") ? "/" : "";
        int start = top.equals("/") ? 1 : top.length() + 1;
        Set<String> lines = new TreeSet<>();
        for (Node node : new Files(call.connections()).list(top)) {
            String path = node.path();
            int slash = path.indexOf('/', Math.min(start, path.length()));
            while (slash >= 0) {
                lines.add(path.substring(0, slash) + directoryMark);
                slash = recursive ? path.indexOf('/', slash + 1) : -1;
            }
            if (recursive || path.indexOf('/', Math.min(start, path.length())) < 0) {
                lines.add(path);
            }
        }
        lines.forEach(call.console().out()::println);
        return ExitCode.SUCCESS;
    }
}
