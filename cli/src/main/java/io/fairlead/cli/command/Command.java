package io.fairlead.cli.command;

import io.fairlead.cli.flag.FlagSet;

/** One thing {@code fairlead} can be asked to do. */
public interface Command {
    /** The command with its arguments, as a help page shows it, such as {@code put <key> <value>}. */
    String usage();

    /** What it does, in one line. */
    String summary();

    /** The flags it knows beside the global ones. */
    default FlagSet flags() {
        return FlagSet.none();
    }

    /** What one should know before one types it, and lines to start from; empty if the summary says it all. */
    default String manual() {
        return "";
    }

    /**
     * Does it.
     *
     * @return the number for the shell
     * @throws io.fairlead.cli.shell.CommandFailure if it can't be done
     */
    int run(Invocation call);
}
