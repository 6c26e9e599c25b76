package io.fairlead.cli.older;

import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** The errors of the older key space, with their numbers. */
final class OlderFailure {
    private OlderFailure() {}

    static CommandFailure keyNotFound(String path, long index) {
        return error(100, "Key not found", path, index);
    }

    static CommandFailure notFile(String path, long index) {
        return error(102, "Not a file", path, index);
    }

    static CommandFailure notDirectory(String path, long index) {
        return error(104, "Not a directory", path, index);
    }

    static CommandFailure exists(String path, long index) {
        return error(105, "Key already exists", path, index);
    }

    static CommandFailure readOnlyRoot(long index) {
        return error(107, "Root is read only", "/", index);
    }

    private static CommandFailure error(int number, String what, String path, long index) {
        // The second blank is in the older command's text too.
        return new CommandFailure(
                ExitCode.OLD_SERVER_ERROR, " " + number + ": " + what + " (" + path + ") [" + index + "]");
    }
}
