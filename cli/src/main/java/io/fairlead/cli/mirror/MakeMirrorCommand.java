package io.fairlead.cli.mirror;

import io.fairlead.cli.command.Access;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagKind;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.Console;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.shell.Progress;
import io.fairlead.cli.wire.Connections;
import io.fairlead.cli.wire.Endpoint;
import java.util.List;

/** {@code make-mirror}: copies keys to another cluster, and goes on to copy every change. */
public final class MakeMirrorCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(
            Flag.string("prefix", "", "only keys that begin with this"),
            Flag.string("dest-prefix", "", "what they begin with at the destination, in place of --prefix"),
            Flag.bool("no-dest-prefix", "cut --prefix off at the destination"),
            Flag.int64("rev", 0, "go on with the changes from this revision on; 0: copy all keys first"),
            Flag.int64("max-txn-ops", 128, "how many changes the destination takes in one transaction"),
            Flag.string("dest-cacert", "", "as --cacert, for the destination"),
            Flag.string("dest-cert", "", "as --cert, for the destination"),
            Flag.string("dest-key", "", "as --key, for the destination"),
            new Flag("dest-insecure-transport", "", FlagKind.BOOL, "true", "as --insecure-transport"),
            Flag.string("dest-user", "", "as --user, for the destination"),
            Flag.string("dest-password", "", "as --password, for the destination"));

    /** How often it is told how many keys were copied. */
    private static final long TELL_MILLIS = 30_000;

    private static final long SHOW_MILLIS = 200;

    @Override
    public String usage() {
        return "make-mirror [options] <destination>";
    }

    @Override
    public String summary() {
        return "Copies keys to another cluster, and every change from then on";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public String manual() {
        return """
            Runs until interrupted; every half minute it tells how many keys it has copied. What is deleted here
            is deleted there; leases are not taken over.

            	$ fairlead make-mirror --prefix=config/ other-host:2379
            	$ fairlead make-mirror --prefix=config/ --dest-prefix=backup/ other-host:2379\
            """;
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 1) {
            throw CommandFailure.badArguments("make-mirror takes one destination argument");
        }
        ParsedFlags flags = call.flags();
        if (flags.isOn("no-dest-prefix") && !flags.text("dest-prefix").isEmpty()) {
            throw CommandFailure.badArguments(
                    "`--dest-prefix` and `--no-dest-prefix` cannot be set at the same time, choose one");
        }
        String prefix = flags.text("prefix");
        String target =
                flags.isOn("no-dest-prefix") || !flags.text("dest-prefix").isEmpty()
                        ? flags.text("dest-prefix")
                        : prefix;
        Connections destination = call.connectionsTo(
                List.of(Endpoint.parse(call.arguments().get(0))), Access.of(flags, "dest-", call.console()));
        Mirror mirror = new Mirror(
                call.connections(),
                destination,
                new Renaming(prefix, target),
                Math.toIntExact(Math.max(1, flags.number("max-txn-ops"))));
        Thread teller = teller(mirror, call.console());
        call.console().terminal().onInterrupt(mirror::close);
        try (mirror) {
            mirror.run(flags.number("rev"));
            return ExitCode.SUCCESS;
        } finally {
            teller.interrupt();
        }
    }

    /** Tells how many keys were copied: in a line every half minute, and on a terminal all the time. */
    private static Thread teller(Mirror mirror, Console console) {
        Thread thread = new Thread(
                () -> {
                    try (Progress progress = new Progress(console)) {
                        for (long millis = SHOW_MILLIS; true; millis += SHOW_MILLIS) {
                            Thread.sleep(SHOW_MILLIS);
                            if (millis % TELL_MILLIS == 0) {
                                progress.clear();
                                console.out().println(mirror.copied());
                                console.out().flush();
                            }
                            progress.show("copied " + mirror.copied() + " keys");
                        }
                    } catch (InterruptedException e) {
                        // The mirror has ended.
                    }
                },
                "mirror-count");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
