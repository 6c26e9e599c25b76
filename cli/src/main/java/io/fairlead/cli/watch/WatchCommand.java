package io.fairlead.cli.watch;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.render.GoQuote;
import io.fairlead.cli.render.Printer;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.shell.Subprocess;
import io.fairlead.cli.wire.WatchStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code watch}: shows changes as they happen, and runs a program at each if asked to. */
public final class WatchCommand implements Command {
    @Override
    public String usage() {
        return "watch [options] [key or prefix] [range_end] [--] [exec-command arg1 arg2 ...]";
    }

    @Override
    public String summary() {
        return "Shows changes of keys as they happen";
    }

    @Override
    public FlagSet flags() {
        return WatchWords.FLAGS;
    }

    @Override
    public String manual() {
        return """
            Shows what happens to a key, or to a range of keys, from now on or from a revision on, until it is
            interrupted. A lost connection is replaced, and nothing is missed. A program behind -- is run at each
            event, with ETCD_WATCH_REVISION, ETCD_WATCH_EVENT_TYPE, ETCD_WATCH_KEY and ETCD_WATCH_VALUE set.

            	$ fairlead watch config/ --prefix
            	$ fairlead watch config/port --rev=1
            	$ fairlead watch config/port -- sh -c 'service reload "$ETCD_WATCH_VALUE"'

            With -i, lines are read that are commands like these; `progress` asks how far the watch has come.\
            """;
    }

    @Override
    public int run(Invocation call) {
        if (call.flags().isOn("interactive")) {
            return new InteractiveWatch(call).run();
        }
        WatchWords words = WatchWords.read(call.flags(), call.console());
        show(new WatchStream(call.connections(), words.request()), words.program(), call);
        throw new CommandFailure(ExitCode.INTERRUPTED, "watch is canceled by the server");
    }

    /** Shows what a watch tells until it ends. */
    static void show(WatchStream watch, List<String> program, Invocation call) {
        Printer printer = call.printer();
        Optional<WatchResponse> told = watch.next();
        while (told.isPresent()) {
            WatchResponse response = told.get();
            if (response.getCanceled()) {
                call.console().err().println("watch was canceled (" + reason(response) + ")");
            }
            if (isProgress(response)) {
                call.console()
                        .out()
                        .println("progress notify: " + response.getHeader().getRevision());
            }
            printer.watch(isRefused(response) ? refused() : response);
            call.console().out().flush();
            if (response.getCanceled()) {
                return;
            }
            if (!program.isEmpty()) {
                response.getEventsList().forEach(event -> runAt(event, response, program, call));
            }
            told = watch.next();
        }
    }

    private static void runAt(Event event, WatchResponse response, List<String> program, Invocation call) {
        Map<String, String> variables = Map.of(
                "ETCD_WATCH_REVISION", Long.toString(response.getHeader().getRevision()),
                "ETCD_WATCH_EVENT_TYPE", GoQuote.quote(event.getType().toString()),
                "ETCD_WATCH_KEY", GoQuote.quote(event.getKv().getKey()),
                "ETCD_WATCH_VALUE", GoQuote.quote(event.getKv().getValue()));
        int exitCode;
        try {
            exitCode = Subprocess.run(program, variables, call.console());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.INTERRUPTED, "context canceled");
        }
        if (exitCode != 0) {
            throw CommandFailure.bare(
                    ExitCode.ERROR,
                    "command ["
                            + String.join(
                                    " ", program.stream().map(GoQuote::quote).toList())
                            + "] error (exit status " + exitCode + ")");
        }
    }

    private static boolean isProgress(WatchResponse response) {
        return !response.getCanceled() && response.getEventsCount() == 0 && response.getCompactRevision() == 0;
    }

    /** A watch that could not be begun is told of without its header, as etcd's client hands it on. */
    private static boolean isRefused(WatchResponse response) {
        return response.getCreated() && response.getCanceled();
    }

    private static WatchResponse refused() {
        return WatchResponse.newBuilder().setCanceled(true).build();
    }

    private static String reason(WatchResponse response) {
        if (response.getCompactRevision() != 0) {
            return EtcdError.COMPACTED.text();
        }
        String reason = response.getCancelReason();
        if (reason.isEmpty()) {
            return EtcdError.FUTURE_REVISION.text();
        }
        return reason.startsWith("rpc error: ") ? reason : "rpc error: code = FailedPrecondition desc = " + reason;
    }
}
