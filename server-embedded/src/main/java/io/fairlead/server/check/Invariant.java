package io.fairlead.server.check;

/**
 * States what must hold. One condition per call; the message names the numbers.
 *
 * <p>The forms with two numbers exist so that the hot path builds no text unless the check fails.
 */
public final class Invariant {
    private Invariant() {}

    public static void check(boolean holds, String message) {
        if (!holds) {
            throw new InvariantViolation(message);
        }
    }

    /** {@code what} ends with the two numbers when the check fails. */
    public static void check(boolean holds, String what, long a, long b) {
        if (!holds) {
            throw new InvariantViolation(what + ": " + a + ", " + b);
        }
    }

    public static void equal(long actual, long expected, String what) {
        if (actual != expected) {
            throw new InvariantViolation(what + ": expected " + expected + " but was " + actual);
        }
    }

    public static void atMost(long value, long limit, String what) {
        if (value > limit) {
            throw new InvariantViolation(what + ": " + value + " is above " + limit);
        }
    }

    /** Fails: this place must not be reached. */
    public static InvariantViolation unreachable(String why) {
        return new InvariantViolation("unreachable: " + why);
    }
}
