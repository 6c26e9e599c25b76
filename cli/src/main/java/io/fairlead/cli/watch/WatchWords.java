package io.fairlead.cli.watch;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.cli.command.KeySpan;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.render.Ranges;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.Console;
import java.util.List;

/**
 * What a watch is asked to do.
 *
 * @param request what the cluster is asked
 * @param program what is run at each event, with its arguments; empty for nothing
 */
record WatchWords(WatchCreateRequest request, List<String> program) {
    static final FlagSet FLAGS = FlagSet.of(
            Flag.bool("interactive", "read watches from standard input").withShorthand("i"),
            Flag.bool("prefix", "all keys that begin with the key"),
            Flag.int64("rev", 0, "from this revision on; 0: from now on"),
            Flag.bool("prev-kv", "also show the pair as it was before"),
            Flag.bool("progress-notify", "be told now and then that nothing happened"));

    /** Variables that stand in for the key and the end of the range. */
    private static final String KEY_VARIABLE = "ETCDCTL_WATCH_KEY";

    private static final String END_VARIABLE = "ETCDCTL_WATCH_RANGE_END";

    /** Reads what stands behind {@code watch} on a command line. */
    static WatchWords read(ParsedFlags flags, Console console) {
        List<String> words = flags.arguments();
        int dash = flags.dashAt();
        List<String> program = dash < 0 ? List.of() : words.subList(dash, words.size());
        List<String> keys = dash < 0 ? words : words.subList(0, dash);
        if (dash >= 0 && program.isEmpty()) {
            throw CommandFailure.badArguments("bad number of arguments (found separator --, but no commands)");
        }
        String named = console.variable(KEY_VARIABLE);
        if (!named.isEmpty()) {
            if (!keys.isEmpty()) {
                throw CommandFailure.badArguments("bad number of arguments (found conflicting environment key)");
            }
            String end = console.variable(END_VARIABLE);
            keys = end.isEmpty() ? List.of(named) : List.of(named, end);
        }
        // As etcdctl: what follows key and end is run, with or without a separator.
        if (dash < 0 && keys.size() > 2) {
            program = keys.subList(2, keys.size());
            keys = keys.subList(0, 2);
        }
        if (keys.isEmpty() || keys.size() > 2 || (flags.isOn("prefix") && keys.size() == 2)) {
            throw CommandFailure.badArguments("bad number of arguments");
        }
        return new WatchWords(request(flags, keys), List.copyOf(program));
    }

    private static WatchCreateRequest request(ParsedFlags flags, List<String> keys) {
        ByteString key = ByteString.copyFromUtf8(keys.get(0));
        ByteString end = keys.size() > 1 ? ByteString.copyFromUtf8(keys.get(1)) : ByteString.EMPTY;
        if (flags.isOn("prefix")) {
            end = key.isEmpty() ? KeySpan.ZERO : Ranges.prefixEnd(key);
        }
        return WatchCreateRequest.newBuilder()
                // The empty key cannot be asked for; the first one after it stands for it.
                .setKey(key.isEmpty() ? KeySpan.ZERO : key)
                .setRangeEnd(end)
                .setStartRevision(flags.number("rev"))
                .setPrevKv(flags.isOn("prev-kv"))
                .setProgressNotify(flags.isOn("progress-notify"))
                .build();
    }
}
