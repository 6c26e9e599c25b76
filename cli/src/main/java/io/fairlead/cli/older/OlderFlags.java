package io.fairlead.cli.older;

import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;

/** The flags and the complaints the older commands share. */
final class OlderFlags {
    static final Flag OUTPUT =
            Flag.string("output", "simple", "simple, extended or json").withShorthand("o");

    static final Flag TTL = Flag.int64("ttl", 0, "not supported yet: seconds to live");

    private OlderFlags() {}

    static String key(Invocation call) {
        return argument(call, 0, " key required");
    }

    static String value(Invocation call) {
        if (call.flags().number("ttl") != 0) {
            throw new CommandFailure(ExitCode.BAD_FEATURE, "--ttl: leases are not supported yet");
        }
        return argument(call, 1, " value required");
    }

    private static String argument(Invocation call, int index, String complaint) {
        List<String> arguments = call.arguments();
        if (arguments.size() <= index || (arguments.get(index).isEmpty() && index == 0)) {
            throw CommandFailure.badArguments(complaint);
        }
        return arguments.get(index);
    }
}
