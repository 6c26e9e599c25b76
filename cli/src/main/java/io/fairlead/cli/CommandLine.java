package io.fairlead.cli;

import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.GlobalFlags;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.FlagException;
import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.Console;
import io.fairlead.cli.shell.ExitCode;
import java.util.ArrayList;
import java.util.List;

/** One line typed after {@code fairlead}, from its words to the number for the shell. Knows no process: tests run it. */
public final class CommandLine {
    private final Console console;
    private final CommandTable table;

    private CommandLine(Console console, CommandTable table) {
        this.console = console;
        this.table = table;
    }

    /**
     * Runs a line. Says what went wrong on the console; never throws for a mistake of the person or the cluster.
     *
     * @return the number for the shell
     */
    public static int run(List<String> words, Console console) {
        String api = console.variable("ETCDCTL_API");
        CommandTable table;
        switch (api) {
            case "", "3" -> table = CommandTable.NEWER;
            case "2" -> table = CommandTable.OLDER;
            default -> {
                console.err().println("unsupported API version: " + api);
                return ExitCode.ERROR;
            }
        }
        int exitCode = new CommandLine(console, table).run(words);
        console.out().flush();
        console.err().flush();
        return exitCode;
    }

    private int run(List<String> words) {
        try {
            return runCommand(words);
        } catch (FlagException e) {
            console.err().println("Error: " + e.getMessage());
            console.err().println("Run 'fairlead --help' for usage.");
            return ExitCode.ERROR;
        } catch (CommandFailure e) {
            console.out().flush();
            console.err().println(e.shown());
            return e.exitCode();
        }
    }

    private int runCommand(List<String> words) {
        // Flags may stand before the command, so they are read before its name is known.
        ParsedFlags before = GlobalFlags.SET.parse(words, 1);
        if (before.arguments().isEmpty()) {
            HelpPage.overview(table, "", console.out());
            return ExitCode.SUCCESS;
        }
        String name = before.arguments().get(0);
        List<String> rest = without(name, words, before.rest());
        if (name.equals("help")) {
            return help(before.rest());
        }
        if (table.isGroup(name)) {
            ParsedFlags inner = CommandTable.flagsOf(name).parse(rest, 1);
            String group = name + " ";
            if (inner.arguments().isEmpty()) {
                HelpPage.overview(table, group, console.out());
                return ExitCode.SUCCESS;
            }
            String second = inner.arguments().get(0);
            name = group + second;
            if (table.find(name) == null) {
                HelpPage.overview(table, group, console.out());
                return ExitCode.SUCCESS;
            }
            rest = without(second, rest, inner.rest());
        }
        Command command = table.find(name);
        if (command == null) {
            throw new FlagException("unknown command \"" + name + "\" for \"fairlead\"");
        }
        return run(command, name, rest);
    }

    private int run(Command command, String name, List<String> words) {
        ParsedFlags flags = GlobalFlags.SET.plus(command.flags()).parse(words);
        if (flags.isOn("help")) {
            HelpPage.command(command, name, console.out());
            return ExitCode.SUCCESS;
        }
        GlobalFlags.readEnvironment(flags, console);
        try (Invocation call = new Invocation(flags, console)) {
            return command.run(call);
        }
    }

    private int help(List<String> words) {
        String name = String.join(" ", words);
        Command command = table.find(name);
        if (command == null) {
            HelpPage.overview(table, words.size() == 1 && table.isGroup(name) ? name + " " : "", console.out());
        } else {
            HelpPage.command(command, name, console.out());
        }
        return ExitCode.SUCCESS;
    }

    /** The words without the name of the command: flags before it, then what stands behind. */
    private static List<String> without(String name, List<String> words, List<String> behind) {
        List<String> rest = new ArrayList<>(words.subList(0, words.size() - behind.size() - 1));
        if (!words.get(rest.size()).equals(name)) {
            throw new IllegalStateException("the command's name is not where it was found: " + words);
        }
        rest.addAll(behind);
        return rest;
    }
}
