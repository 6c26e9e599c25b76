package io.fairlead.cli.command;

import io.fairlead.cli.flag.FlagException;
import io.fairlead.cli.flag.GoNumbers;
import io.fairlead.cli.shell.CommandFailure;

/** Ids of members and leases as people type them, in hexadecimal digits. */
public final class Ids {
    private static final int HEX = 16;

    private Ids() {}

    /** The id of a member. */
    public static long member(String text) {
        try {
            return GoNumbers.parseUint(text, HEX);
        } catch (FlagException e) {
            throw CommandFailure.badArguments("bad member ID arg (" + e.getMessage() + "), expecting ID in Hex");
        }
    }

    /** The id of a lease, where it is the command's argument. */
    public static long leaseArgument(String text) {
        try {
            return GoNumbers.parseInt(text, HEX);
        } catch (FlagException e) {
            throw CommandFailure.badArguments("bad lease ID arg (" + e.getMessage() + "), expecting ID in Hex");
        }
    }

    /** The id of a lease, where it is the value of a flag. */
    public static long lease(String text) {
        try {
            return GoNumbers.parseInt(text, HEX);
        } catch (FlagException e) {
            throw CommandFailure.badArguments("bad lease ID (" + e.getMessage() + "), expecting ID in Hex");
        }
    }

    /** The id of the member that leadership goes to. */
    public static long target(String text) {
        try {
            return GoNumbers.parseUint(text, HEX);
        } catch (FlagException e) {
            throw CommandFailure.badArguments(String.valueOf(e.getMessage()));
        }
    }
}
