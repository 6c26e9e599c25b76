package io.fairlead.cli.command;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** {@code put}: gives a key a value. */
public final class PutCommand implements Command {
    static final FlagSet FLAGS = FlagSet.of(
            Flag.string("lease", "0", "id of the lease to attach, in hexadecimal digits"),
            Flag.bool("prev-kv", "also show the pair as it was before"),
            Flag.bool("ignore-value", "keep the value, change the lease"),
            Flag.bool("ignore-lease", "keep the lease, change the value"));

    @Override
    public String usage() {
        return "put [options] <key> <value> (<value> can also be given from stdin)";
    }

    @Override
    public String summary() {
        return "Gives a key a value";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        PutRequest request =
                request(call.flags(), call.arguments(), call.console().in());
        call.printer().put(call.connections().change(KVGrpc.getPutMethod(), request));
        return ExitCode.SUCCESS;
    }

    /** The request these words ask for; a missing value is read from {@code stdin}. */
    static PutRequest request(ParsedFlags flags, List<String> arguments, InputStream stdin) {
        if (arguments.isEmpty()) {
            throw needsArguments();
        }
        boolean ignoreValue = flags.isOn("ignore-value");
        if (ignoreValue && arguments.size() > 1) {
            throw CommandFailure.badArguments("put command needs only 1 argument when 'ignore-value' is set");
        }
        if (arguments.size() > 2) {
            throw needsArguments();
        }
        PutRequest.Builder request = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(arguments.get(0)))
                .setLease(Ids.lease(flags.text("lease")))
                .setPrevKv(flags.isOn("prev-kv"))
                .setIgnoreValue(ignoreValue)
                .setIgnoreLease(flags.isOn("ignore-lease"));
        if (!ignoreValue) {
            request.setValue(arguments.size() > 1 ? ByteString.copyFromUtf8(arguments.get(1)) : read(stdin));
        }
        return request.build();
    }

    private static ByteString read(InputStream stdin) {
        try {
            ByteString value = ByteString.readFrom(stdin);
            if (value.isEmpty()) {
                throw needsArguments();
            }
            return value;
        } catch (IOException e) {
            throw needsArguments();
        }
    }

    private static CommandFailure needsArguments() {
        return CommandFailure.badArguments("put command needs 1 argument and input from stdin or 2 arguments");
    }
}
