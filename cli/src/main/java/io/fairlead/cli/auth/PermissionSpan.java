package io.fairlead.cli.auth;

import com.google.protobuf.ByteString;
import io.fairlead.cli.command.KeySpan;
import io.fairlead.cli.flag.ParsedFlags;
import io.fairlead.cli.render.Ranges;
import io.fairlead.cli.shell.CommandFailure;
import java.util.List;

/** The keys a permission is about, in the wire's notation; the empty key stands for the first there is. */
record PermissionSpan(ByteString key, ByteString rangeEnd) {

    /** Reads it from key and end, and the flags {@code --prefix} and {@code --from-key}. */
    static PermissionSpan of(List<String> words, ParsedFlags flags) {
        boolean prefix = flags.isOn("prefix");
        boolean fromKey = flags.isOn("from-key");
        if (prefix && fromKey) {
            throw CommandFailure.badArguments("--from-key and --prefix flags are mutually exclusive");
        }
        if ((prefix || fromKey) && words.size() > 1) {
            throw CommandFailure.badArguments(
                    "unexpected endkey argument with --" + (prefix ? "prefix" : "from-key") + " flag");
        }
        ByteString key = ByteString.copyFromUtf8(words.get(0));
        if (key.isEmpty()) {
            return new PermissionSpan(KeySpan.ZERO, prefix || fromKey ? KeySpan.ZERO : end(words));
        }
        if (prefix) {
            return new PermissionSpan(key, Ranges.prefixEnd(key));
        }
        return new PermissionSpan(key, fromKey ? KeySpan.ZERO : end(words));
    }

    private static ByteString end(List<String> words) {
        return words.size() > 1 ? ByteString.copyFromUtf8(words.get(1)) : ByteString.EMPTY;
    }
}
