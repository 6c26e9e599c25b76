package io.fairlead.cli.server;

import io.fairlead.cli.server.ServerFlag.Use;
import java.io.PrintStream;

/** What {@code fairlead server --help} shows. */
final class ServerHelp {
    private ServerHelp() {}

    static void print(PrintStream out) {
        out.println("Usage:");
        out.println();
        out.println("  fairlead server [flags]");
        out.println("    Run one member of a cluster.");
        out.println();
        out.println("  fairlead server --version");
        out.println("    Show the version.");
        out.println();
        out.println("Every flag is also read from the environment: --initial-cluster from ETCD_INITIAL_CLUSTER.");
        out.println();
        out.println("Flags, with their defaults:");
        for (ServerFlag flag : ServerFlags.all()) {
            if (flag.use() == Use.GIVEN) {
                out.println("  --" + flag.name() + " '" + flag.initial() + "'");
            }
        }
        out.println();
        out.println("Flags of etcd that are accepted, and ignored with a warning:");
        out.println("  " + String.join(", ", ServerFlags.names(Use.IGNORED)));
        out.println();
        out.println("Flags of etcd that are not supported yet, and refused because ignoring them is not safe:");
        out.println("  " + String.join(", ", ServerFlags.names(Use.REFUSED)));
    }
}
