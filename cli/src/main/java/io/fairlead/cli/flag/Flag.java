package io.fairlead.cli.flag;

/**
 * One flag a command knows.
 *
 * @param name the long name, without dashes
 * @param shorthand one letter, or empty for none
 * @param kind what its value looks like
 * @param initial the value if the flag isn't given, as text
 * @param usage one line for the help page
 */
public record Flag(String name, String shorthand, FlagKind kind, String initial, String usage) {

    /** A flag that is off until it is named. */
    public static Flag bool(String name, String usage) {
        return new Flag(name, "", FlagKind.BOOL, "false", usage);
    }

    /** A flag with a text. */
    public static Flag string(String name, String initial, String usage) {
        return new Flag(name, "", FlagKind.STRING, initial, usage);
    }

    /** A flag with a signed number. */
    public static Flag int64(String name, long initial, String usage) {
        return new Flag(name, "", FlagKind.INT64, Long.toString(initial), usage);
    }

    /** A flag with a duration in Go's notation. */
    public static Flag duration(String name, String initial, String usage) {
        return new Flag(name, "", FlagKind.DURATION, initial, usage);
    }

    /** A flag with a list of texts. */
    public static Flag list(String name, String initial, String usage) {
        return new Flag(name, "", FlagKind.LIST, initial, usage);
    }

    /** The same flag, with a letter for short. */
    public Flag withShorthand(String letter) {
        return new Flag(name, letter, kind, initial, usage);
    }

    /**
     * Checks a value without keeping it.
     *
     * @throws FlagException with Go's words if {@code value} isn't of this flag's kind
     */
    void check(String value) {
        switch (kind) {
            case BOOL -> GoNumbers.parseBool(value);
            case INT64 -> GoNumbers.parseInt(value, 10);
            case UINT64 -> GoNumbers.parseUint(value, 10);
            case FLOAT -> GoNumbers.parseFloat(value);
            case DURATION -> GoDuration.parse(value);
            case STRING, LIST -> {}
        }
    }
}
