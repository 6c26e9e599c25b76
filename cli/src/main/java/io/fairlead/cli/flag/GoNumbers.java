package io.fairlead.cli.flag;

/** Numbers and truth values as Go's {@code strconv} reads them, with its complaints. */
public final class GoNumbers {
    private GoNumbers() {}

    /**
     * A signed number of 64 bits.
     *
     * @throws FlagException as {@code strconv.ParseInt} complains
     */
    public static long parseInt(String text, int radix) {
        if (!isNumber(text, radix, true)) {
            throw syntax("ParseInt", text);
        }
        try {
            return Long.parseLong(text, radix);
        } catch (NumberFormatException e) {
            throw range("ParseInt", text);
        }
    }

    /**
     * A number of 64 bits without sign, in the bits of a {@code long}.
     *
     * @throws FlagException as {@code strconv.ParseUint} complains
     */
    public static long parseUint(String text, int radix) {
        if (!isNumber(text, radix, false)) {
            throw syntax("ParseUint", text);
        }
        try {
            return Long.parseUnsignedLong(text, radix);
        } catch (NumberFormatException e) {
            throw range("ParseUint", text);
        }
    }

    /**
     * A fraction.
     *
     * @throws FlagException as {@code strconv.ParseFloat} complains
     */
    public static double parseFloat(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw syntax("ParseFloat", text);
        }
    }

    /**
     * A truth value: 1, t, true, 0, f, false and their capitals.
     *
     * @throws FlagException as {@code strconv.ParseBool} complains
     */
    public static boolean parseBool(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw syntax("ParseBool", text);
        };
    }

    private static boolean isNumber(String text, int radix, boolean signed) {
        int start = signed && (text.startsWith("-") || text.startsWith("+")) ? 1 : 0;
        if (start == text.length()) {
            return false;
        }
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 'z' || Character.digit(c, radix) < 0) {
                return false;
            }
        }
        return true;
    }

    private static FlagException syntax(String function, String text) {
        return new FlagException("strconv." + function + ": parsing \"" + text + "\": invalid syntax");
    }

    private static FlagException range(String function, String text) {
        return new FlagException("strconv." + function + ": parsing \"" + text + "\": value out of range");
    }
}
