package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest.SortOrder;
import io.fairlead.api.pb.etcdserverpb.RangeRequest.SortTarget;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;
import java.util.Locale;

/** {@code get}: shows a key or a range of keys. */
public final class GetCommand implements Command {
    static final FlagSet FLAGS = FlagSet.of(
            Flag.string("consistency", "l", "l: linearizable, s: serializable (what one member has)"),
            Flag.bool("prefix", "all keys that begin with the key"),
            Flag.bool("from-key", "all keys from the key on"),
            Flag.int64("limit", 0, "at most this many; 0: no limit"),
            Flag.string("sort-by", "", "CREATE, KEY, MODIFY, VALUE or VERSION"),
            Flag.string("order", "", "ASCEND or DESCEND"),
            Flag.int64("rev", 0, "as it was at this revision; 0: now"),
            Flag.bool("keys-only", "leave the values away"),
            Flag.bool("count-only", "only say how many (with --write-out=fields)"),
            Flag.bool("print-value-only", "leave the keys away (with --write-out=simple)"));

    @Override
    public String usage() {
        return "get [options] <key> [range_end]";
    }

    @Override
    public String summary() {
        return "Shows a key or a range of keys";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        ParsedFlags flags = call.flags();
        RangeRequest request = request(flags, call.arguments());
        String format = flags.text("write-out");
        if (flags.isOn("count-only") && !format.equals("fields")) {
            throw CommandFailure.badArguments("--count-only is only for `--write-out=fields`");
        }
        if (flags.isOn("print-value-only") && !format.equals("simple")) {
            throw CommandFailure.badArguments("print-value-only is only for `--write-out=simple`");
        }
        call.printer(flags.isOn("print-value-only")).get(call.connections().ask(KVGrpc.getRangeMethod(), request));
        return ExitCode.SUCCESS;
    }

    /** The request these words ask for. */
    static RangeRequest request(ParsedFlags flags, List<String> arguments) {
        if (flags.isOn("keys-only") && flags.isOn("count-only")) {
            throw CommandFailure.badArguments(
                    "`--keys-only` and `--count-only` cannot be set at the same time, choose one");
        }
        KeySpan span = KeySpan.of("get", flags, arguments);
        SortTarget target = target(flags.text("sort-by"));
        SortOrder order = order(flags.text("order"));
        // Ascending keys are the order of the store: nothing to sort.
        boolean isSorted = target == SortTarget.KEY && order == SortOrder.ASCEND;
        return RangeRequest.newBuilder()
                .setKey(span.key())
                .setRangeEnd(span.rangeEnd())
                .setSerializable(isSerializable(flags.text("consistency")))
                .setLimit(flags.number("limit"))
                .setRevision(Math.max(0, flags.number("rev")))
                .setSortTarget(target)
                .setSortOrder(isSorted ? SortOrder.NONE : order)
                .setKeysOnly(flags.isOn("keys-only"))
                .setCountOnly(flags.isOn("count-only"))
                .build();
    }

    private static boolean isSerializable(String consistency) {
        return switch (consistency) {
            case "s" -> true;
            case "l" -> false;
            default ->
                throw new CommandFailure(ExitCode.BAD_FEATURE, "unknown consistency flag \"" + consistency + "\"");
        };
    }

    private static SortTarget target(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "", "KEY" -> SortTarget.KEY;
            case "CREATE" -> SortTarget.CREATE;
            case "MODIFY" -> SortTarget.MOD;
            case "VALUE" -> SortTarget.VALUE;
            case "VERSION" -> SortTarget.VERSION;
            default -> throw new CommandFailure(ExitCode.BAD_FEATURE, "bad sort target " + text);
        };
    }

    private static SortOrder order(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "" -> SortOrder.NONE;
            case "ASCEND" -> SortOrder.ASCEND;
            case "DESCEND" -> SortOrder.DESCEND;
            default -> throw new CommandFailure(ExitCode.BAD_FEATURE, "bad sort order " + text);
        };
    }
}
