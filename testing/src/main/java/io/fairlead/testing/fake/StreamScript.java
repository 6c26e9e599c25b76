package io.fairlead.testing.fake;

/**
 * When and how one stream ends. Steps are counted as the server sees them: every message it received and every one it sent is a
 * step. After 0 steps the stream has only been opened; after 1 a first request was read and not yet looked at.
 *
 * @param steps how many steps there are before the end
 * @param ending how it ends
 */
public record StreamScript(int steps, Ending ending) {
    public StreamScript {
        if (steps < 0) {
            throw new IllegalArgumentException("a stream has no fewer than 0 steps: " + steps);
        }
    }

    /** Ends so after that many steps. */
    public static StreamScript after(int steps, Ending ending) {
        return new StreamScript(steps, ending);
    }
}
