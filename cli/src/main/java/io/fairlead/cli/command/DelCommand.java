package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;

/** {@code del}: removes a key or a range of keys. */
public final class DelCommand implements Command {
    static final FlagSet FLAGS = FlagSet.of(
            Flag.bool("prefix", "all keys that begin with the key"),
            Flag.bool("from-key", "all keys from the key on"),
            Flag.bool("prev-kv", "also show the pairs that were removed"));

    @Override
    public String usage() {
        return "del [options] <key> [range_end]";
    }

    @Override
    public String summary() {
        return "Removes a key or a range of keys";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        DeleteRangeRequest request = request(call.flags(), call.arguments());
        call.printer().delete(call.connections().change(KVGrpc.getDeleteRangeMethod(), request));
        return ExitCode.SUCCESS;
    }

    /** The request these words ask for. */
    static DeleteRangeRequest request(ParsedFlags flags, List<String> arguments) {
        KeySpan span = KeySpan.of("del", flags, arguments);
        return DeleteRangeRequest.newBuilder()
                .setKey(span.key())
                .setRangeEnd(span.rangeEnd())
                .setPrevKv(flags.isOn("prev-kv"))
                .build();
    }
}
