package io.fairlead.cli.command;

import com.google.protobuf.ByteString;
import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.render.Ranges;
import io.fairlead.cli.shell.CommandFailure;
import java.util.List;

/**
 * The keys a get or a delete is about, in the wire's notation: no end for one key, the byte zero as the end for all
 * keys from the first on.
 */
public record KeySpan(ByteString key, ByteString rangeEnd) {
    /** The byte zero: the first key, and as an end: no end. */
    public static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

    /** Reads it from the arguments and the flags {@code --prefix} and {@code --from-key}. */
    public static KeySpan of(String command, ParsedFlags flags, List<String> arguments) {
        boolean prefix = flags.isOn("prefix");
        boolean fromKey = flags.isOn("from-key");
        if (prefix && fromKey) {
            throw CommandFailure.badArguments("`--prefix` and `--from-key` cannot be set at the same time, choose one");
        }
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw CommandFailure.badArguments(
                    command + " command needs one argument as key and an optional argument as range_end");
        }
        ByteString key = ByteString.copyFromUtf8(arguments.get(0));
        if (arguments.size() == 2) {
            if (prefix || fromKey) {
                throw CommandFailure.badArguments(
                        "too many arguments, only accept one argument when `--prefix` or `--from-key` is set");
            }
            return new KeySpan(key, ByteString.copyFromUtf8(arguments.get(1)));
        }
        if (!prefix && !fromKey) {
            return new KeySpan(key, ByteString.EMPTY);
        }
        if (key.isEmpty()) {
            return new KeySpan(ZERO, ZERO);
        }
        return new KeySpan(key, fromKey ? ZERO : Ranges.prefixEnd(key));
    }
}
