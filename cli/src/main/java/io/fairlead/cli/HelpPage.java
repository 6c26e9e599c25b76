package io.fairlead.cli;

import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.GlobalFlags;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagKind;
import io.fairlead.cli.flag.FlagSet;
import java.io.PrintStream;

/** What {@code --help} shows. */
final class HelpPage {
    private HelpPage() {}

    /** All commands, or those whose names begin with {@code group}. */
    static void overview(CommandTable table, String group, PrintStream out) {
        out.println("NAME:");
        out.println("\tfairlead - runs a member of a cluster, or speaks to one");
        out.println();
        out.println("USAGE:");
        out.println("\tfairlead " + (group.isEmpty() ? "<command>" : group + "<subcommand>") + " [flags]");
        out.println();
        out.println("COMMANDS:");
        if (group.isEmpty()) {
            line(out, "server", "Runs a member; takes etcd's flags");
            line(out, "walkthrough", "Builds a cluster of five processes before your eyes");
            line(out, "bench", "Measures a cluster, our server beside an etcd, or single pieces");
        }
        for (String name : table.names()) {
            Command command = table.find(name);
            if (command != null && name.startsWith(group)) {
                line(out, name, command.summary());
            }
        }
        flags(out, "GLOBAL OPTIONS:", GlobalFlags.SET);
    }

    /** One command. */
    static void command(Command command, String name, PrintStream out) {
        out.println("NAME:");
        out.println("\t" + name + " - " + command.summary());
        out.println();
        out.println("USAGE:");
        out.println("\tfairlead " + command.usage() + " [flags]");
        if (!command.manual().isEmpty()) {
            out.println();
            out.println("DESCRIPTION:");
            command.manual().lines().forEach(line -> out.println(("\t" + line).stripTrailing()));
        }
        if (!command.flags().all().isEmpty()) {
            flags(out, "OPTIONS:", command.flags());
        }
        flags(out, "GLOBAL OPTIONS:", GlobalFlags.SET);
    }

    private static void flags(PrintStream out, String title, FlagSet flags) {
        out.println();
        out.println(title);
        for (Flag flag : flags.all()) {
            String letter = flag.shorthand().isEmpty() ? "    " : "-" + flag.shorthand() + ", ";
            String quote = flag.kind() == FlagKind.STRING ? "\"" : "";
            line(out, letter + "--" + flag.name() + "=" + quote + flag.initial() + quote, flag.usage());
        }
    }

    private static void line(PrintStream out, String left, String right) {
        out.println(String.format("  %-32s %s", left, right).stripTrailing());
    }
}
