package io.fairlead.cli.watch;

import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.command.Words;
import io.fairlead.cli.flag.FlagException;
import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.wire.WatchStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Watches that are typed one after the other; each goes on, on a thread of its own, until the input ends. */
final class InteractiveWatch {
    private final Invocation call;
    private final List<WatchStream> watches = new ArrayList<>();

    InteractiveWatch(Invocation call) {
        this.call = call;
    }

    int run() {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(call.console().in(), StandardCharsets.UTF_8));
        try {
            String line = lines.readLine();
            while (line != null) {
                obey(line.strip());
                line = lines.readLine();
            }
            throw new CommandFailure(ExitCode.INVALID_INPUT, "Error reading watch request line: EOF");
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.INVALID_INPUT, "Error reading watch request line: " + e.getMessage());
        } finally {
            watches.forEach(WatchStream::close);
        }
    }

    private void obey(String line) {
        List<String> words = Words.split(line);
        String verb = words.isEmpty() ? "" : words.get(0);
        if (verb.equals("progress")) {
            watches.forEach(WatchStream::askProgress);
        } else if (verb.equals("watch")) {
            begin(line, words.subList(1, words.size()));
        } else {
            complain("Invalid command: " + line + " (watch and progress supported)");
        }
    }

    private void begin(String line, List<String> words) {
        WatchWords asked;
        try {
            ParsedFlags flags = WatchWords.FLAGS.parse(words);
            asked = WatchWords.read(flags, call.console());
        } catch (FlagException e) {
            throw CommandFailure.badArguments(String.valueOf(e.getMessage()));
        } catch (CommandFailure e) {
            complain("Invalid command " + line + " (" + e.getMessage() + ")");
            return;
        }
        WatchStream watch = new WatchStream(call.connections(), asked.request());
        watches.add(watch);
        Thread thread = new Thread(
                () -> {
                    try {
                        WatchCommand.show(watch, asked.program(), call);
                    } catch (CommandFailure e) {
                        complain(e.shown());
                    }
                },
                "watch-" + watches.size());
        thread.setDaemon(true);
        thread.start();
    }

    private void complain(String text) {
        call.console().err().println(text);
    }
}
