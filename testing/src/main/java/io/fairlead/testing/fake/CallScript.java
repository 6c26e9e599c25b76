package io.fairlead.testing.fake;

/**
 * How one unary call ends, in place of its answer.
 *
 * @param served whether what was asked for is done before that
 * @param ending how the call ends
 */
public record CallScript(boolean served, Ending ending) {
    /** Not done, and ended so. */
    public static CallScript refuse(Ending ending) {
        return new CallScript(false, ending);
    }

    /** Done, but the answer is replaced by that ending. */
    public static CallScript serveThen(Ending ending) {
        return new CallScript(true, ending);
    }
}
